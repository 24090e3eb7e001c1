// A figure answers pointer, touch and arrow keys: what it says and where stands beside the drawing, as data.
(() => {
  const say = (message, places = {}) => message.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  const narrow = matchMedia("(max-width: 599px)");

  const answer = (figure, data) => {
    const plot = figure.querySelector(".report-plot");
    const reading = figure.querySelector("[role=status]");
    const title = figure.querySelector(".report-title").firstChild.textContent.trim();
    const last = data.stops.length - 1;
    const next = { ArrowRight: 1, ArrowDown: data.across, ArrowLeft: -1, ArrowUp: -data.across };
    const ends = { Home: 0, End: last };
    let at = null;

    const point = (series, stop) => {
      const places = narrow.matches ? data.narrow : data.wide;
      const [x, y] = [(places.x[series] ?? places.x[0])[stop], places.y[series][stop]];
      return x === null || y === null ? null : [x / 10000, y / 10000];
    };

    const add = (className, [x, y], colour) => {
      const style = `left:${x * 100}%;top:${y * 100}%;--report-mark:var(--report-${colour})`;
      plot.append(Object.assign(document.createElement("i"), { className, style }));
    };

    const clear = () => {
      plot.querySelectorAll("i").forEach((mark) => mark.remove());
      reading.textContent = "";
      at = null;
    };

    const show = (stop) => {
      clear();
      at = stop;
      const points = data.names.map((_, series) => point(series, stop));
      const first = points.find(Boolean);
      if (first && data.by === "x") add("report-guide", [first[0], 0], "muted");
      points.forEach((place, series) => place && add("report-mark", place, data.roles[series]));
      const values = data.names.map((name, series) => `${name} ${data.values[series][stop]}`.trim());
      reading.textContent = `${data.stops[stop]}: ${values.join("; ")}${data.unit && ` ${data.unit}`}`;
    };

    const distance = (stop, x, y, box) =>
      Math.min(
        ...data.names.map((_, series) => {
          const place = point(series, stop);
          if (!place) return Infinity;
          const [dx, dy] = [(place[0] - x) * box.width, (place[1] - y) * box.height];
          return data.by === "x" ? Math.abs(dx) : data.by === "y" ? Math.abs(dy) : Math.hypot(dx, dy);
        }),
      );

    const nearest = (event) => {
      const box = plot.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      const far = data.stops.map((_, stop) => distance(stop, x, y, box));
      show(far.indexOf(Math.min(...far)));
    };

    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", say("{title}: arrow keys read the values, Escape ends", { title }));
    plot.onpointermove = plot.onpointerdown = nearest;
    plot.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && clear());
    plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        clear();
        plot.blur();
      } else if (event.key in next || event.key in ends) {
        const step = next[event.key];
        const to = ends[event.key] ?? (at === null ? (step > 0 ? 0 : last) : at + step);
        if (to >= 0 && to <= last) show(to);
        event.preventDefault();
      }
    });
    narrow.addEventListener("change", clear);
  };

  const offerPng = (figure) => {
    const button = figure.querySelector(".report-png");
    const source = figure.querySelector("a[download$='.svg']");
    if (!button || !source) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const image = new Image();
      image.src = source.href;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = source.download.replace(/svg$/, "png");
        link.click();
        URL.revokeObjectURL(link.href);
      });
    });
  };

  const start = () =>
    document.querySelectorAll("figure.report-figure:not([data-asked])").forEach((figure) => {
      figure.dataset.asked = "";
      const points = figure.querySelector(".report-points");
      if (points) answer(figure, JSON.parse(points.value));
      offerPng(figure);
    });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  // For another script: points have x from 0 to 1, a value and what is said; until makes steps, mark a dot.
  window.reportCourse = (figure, points) => {
    const [x, values, stops, said] = ["x", "value", "stop", "said"].map((name) => points.map((point) => point[name]));
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    const y = values.map((value) => 0.98 - (0.78 * (value - low)) / (high - low || 1));
    const way = ({ until }, i) => `${x[i] * 1000} ${y[i] * 300}${until ? `H${until * 1000}` : ""}`;
    figure.querySelector(".report-course").setAttribute("d", `M${points.map(way).join("L")}`);
    const put = (className, textContent, left, top) => {
      const style = `left:${left * 100}%;top:${top * 100}%`;
      figure.querySelector(".report-plot").append(Object.assign(document.createElement("span"), { className, textContent, style }));
    };
    points.forEach(({ label, mark }, i) => {
      if (label) put("report-step", label, Math.min(x[i], 1 - label.length / 40), y[i]);
      if (mark) put("report-mark", "", x[i], y[i]);
    });
    const wide = { x: [x.map((place) => place * 10000)], y: [y.map((place) => place * 10000)] };
    answer(figure, { by: "x", unit: "", names: [""], roles: ["partner"], stops, values: [said], wide, narrow: wide });
  };
})();

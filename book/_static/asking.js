// What the pages that answer share: data files, each loaded when it is needed, elements, and a course that one can ask.
window.reportAsking = (() => {
  const asked = {};

  // A function that loads a data file of ``root`` by its name; null where there is none.
  const loader = (root) => {
    const files = root.querySelector(".report-files").value.split(" ");
    const load = (name) =>
      new Promise((done) => {
        const src = files.find((file) => file.endsWith(`/${name}.js`));
        if (!src) return done(null);
        const script = Object.assign(document.createElement("script"), { src });
        script.onload = () => done(window.reportData[name]);
        script.onerror = () => done(null);
        document.head.append(script);
      });
    return (name) => (asked[name] ??= load(name));
  };

  const make = (tag, content = "", attributes = {}) => {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...[content].flat());
    return made;
  };

  const number = (value, digits, language) =>
    value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/^-/, "\u2212");

  // Draws ``d`` and the labels of the points that have one; a point has place x and y (0 to 1), stop and value in words.
  const course = (figure, d, points) => {
    const plot = figure.querySelector(".report-plot");
    figure.querySelector(".report-course").setAttribute("d", d);
    for (const { x, y, label } of points.filter((point) => point.label)) {
      const shown = make("span", label, { class: "report-step" });
      shown.style.left = `${Math.min(x, 0.87) * 100}%`;
      shown.style.top = `${y * 100}%`;
      plot.append(shown);
    }
    const [x, y] = ["x", "y"].map((axis) => [points.map((point) => point[axis] * 1e4)]);
    const said = { by: "x", unit: "", names: [""], roles: ["partner"], wide: { x, y }, narrow: { x, y } };
    said.stops = points.map((point) => point.stop);
    said.values = [points.map((point) => point.value)];
    Object.assign(figure.querySelector("data"), { className: "report-points", value: JSON.stringify(said) });
    figure.dispatchEvent(new CustomEvent("report-figure", { bubbles: true }));
  };

  return { loader, make, number, course };
})();

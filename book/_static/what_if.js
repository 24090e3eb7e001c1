// Settings to move in the chapter What if. The model computed coefficients; here they are summed for what is set.
(() => {
  const { loader, course } = window.reportAsking;

  // The sum over nested coefficients, each times Chebyshev polynomials at places from -1 to 1, a place for each depth.
  const sum = (held, [x, ...rest]) => {
    if (!Array.isArray(held)) return held;
    const [terms, parts] = [[1, x], held.map((part) => sum(part, rest))];
    while (terms.length < held.length) terms.push(2 * x * terms.at(-1) - terms.at(-2));
    return parts.reduce((total, part, i) => total + terms[i] * part, 0);
  };
  const unit = ({ min, max }, value) => (2 * (value - min)) / (max - min) - 1;
  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);

  const start = async (root) => {
    const one = (selector) => root.querySelector(selector);
    const { surfaces, years, rows } = await loader(root)("settings");
    const [form, button, again, said] = ["form", "button", "#again", ".report-outcome"].map(one);
    const { rate, pass_through, others_pay } = form.elements;
    const number = (value, digits) =>
      value.toLocaleString(root.dataset.language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/^-/, "\u2212");

    const outcomes = (set) => {
      const places = [years[set.horizon - 1], unit(pass_through, set.pass_through), unit(rate, set.rate)];
      return surfaces[set.others_pay][set.elasticity].map((held) => sum(held, places));
    };

    const draw = (set) => {
      const changes = Array.from({ length: +rate.max + 1 }, (_, other) => outcomes({ ...set, rate: other })[0]);
      const [low, high] = [Math.min(0, ...changes), Math.max(0, ...changes)];
      const points = changes.map((change, other) => ({
        x: other / rate.max,
        y: 0.2 + (0.75 * (high - change)) / (high - low || 1),
        stop: `${other}%`,
        value: `${number(change, 1)}%`,
      }));
      const here = points[Math.round(set.rate)];
      for (const point of [points[0], here, points.at(-1)])
        if (point === here || Math.abs(point.x - here.x) > 0.25) point.label = `${point.stop}: ${point.value}`;
      const figure = one("template").content.cloneNode(true).firstChild;
      one("figure").replaceWith(figure);
      course(figure, `M${points.map(({ x, y }) => `${x * 1000} ${y * 300}`).join("L")}M${here.x * 1000} ${here.y * 300}V300`, points);
    };

    const show = () => {
      const set = { ...Object.fromEntries(new FormData(form)), others_pay: others_pay.checked ? "before" : "law" };
      const [found, words] = [outcomes(set), { rate: set.rate }];
      for (const { name, before, start, factor, outcome, digits } of rows) {
        const value = start + factor * found[outcome];
        const [, , now, change] = one(`[data-row=${name}]`).cells;
        words[name] = now.textContent = number(value, digits);
        words[`${name}_change`] = change.textContent = number(value - before, digits);
      }
      said.textContent = fill(root.dataset.said, words);
      for (const shown of form.querySelectorAll("output")) shown.value = set[shown.htmlFor];
      for (const text of again.querySelectorAll("pre")) text.textContent = fill(text.dataset.text, { ...set, tariff: set.rate / 100 });
      draw(set);
    };

    form.hidden = button.parentNode.hidden = false;
    form.addEventListener("input", show);
    button.addEventListener("click", () => {
      again.hidden = !again.hidden;
      button.setAttribute("aria-expanded", String(!again.hidden));
    });
    root.outcomesOf = outcomes;
    show();
  };

  document.addEventListener("DOMContentLoaded", () => start(document.getElementById("what-if")));
})();

// Settings to move in the chapter What if. The model computed coefficients; here they are summed for what is set.
(async () => {
  const root = document.getElementById("what-if");
  const one = (selector) => root.querySelector(selector);
  const [form, said] = ["form", ".report-outcome"].map(one);
  const { rate, pass_through, others_pay } = form.elements;
  const { surfaces, years, rows } = await window.reportAsking.loader(one(".report-files"))("settings");

  // The sum over nested coefficients, each times Chebyshev polynomials at places from -1 to 1, a place for each depth.
  const sum = (held, [x, ...rest]) => {
    if (!Array.isArray(held)) return held;
    const terms = [1, x];
    while (terms.length < held.length) terms.push(2 * x * terms.at(-1) - terms.at(-2));
    return held.reduce((total, part, i) => total + terms[i] * sum(part, rest), 0);
  };
  const unit = ({ min, max }, value) => (2 * (value - min)) / (max - min) - 1;
  const outcomesOf = (set) => {
    const places = [years[set.horizon - 1], unit(pass_through, set.pass_through), unit(rate, set.rate)];
    return surfaces[set.others_pay][set.elasticity].map((held) => sum(held, places));
  };

  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
  const number = (value, digits, least = digits) => {
    const how = { minimumFractionDigits: least, maximumFractionDigits: digits };
    return (+value).toLocaleString(root.dataset.language, how).replace(/^-/, "\u2212");
  };

  const course = (set) =>
    Array.from({ length: +rate.max + 1 }, (_, i) => {
      const [value] = outcomesOf({ ...set, rate: i });
      const said = `${number(value, 1)}%`;
      const mark = i === Math.round(set.rate);
      const end = i % rate.max === 0 && Math.abs(i - set.rate) > rate.max / 4;
      return { x: i / rate.max, value, stop: `${i}%`, said, mark, label: mark ? `${i}%: ${said}` : end && said };
    });

  const show = () => {
    const set = { ...Object.fromEntries(new FormData(form)), others_pay: others_pay.checked ? "before" : "law" };
    const [found, words] = [outcomesOf(set), { rate: number(set.rate, 2, 0) }];
    for (const { name, before, start, factor, outcome, digits } of rows) {
      const value = start + factor * found[outcome];
      const [, , now, change] = one(`[data-row=${name}]`).cells;
      words[name] = now.textContent = number(value, digits);
      words[`${name}_change`] = change.textContent = number(value - before, digits);
    }
    said.textContent = fill(root.dataset.said, words);
    for (const shown of form.querySelectorAll("output")) shown.value = number(set[shown.htmlFor], 2, 0);
    for (const text of root.querySelectorAll("pre")) text.textContent = fill(text.dataset.text, { ...set, tariff: set.rate / 100 });
    const figure = one("template").content.cloneNode(true).firstChild;
    one("figure").replaceWith(figure);
    window.reportCourse(figure, course(set));
  };

  form.hidden = false;
  form.oninput = show;
  root.outcomesOf = outcomesOf;
  show();
})();

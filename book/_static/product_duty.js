// What does my product pay? Finds a product by code or words and looks up what the engine computed for it on a day.
(() => {
  const { loader, make } = window.reportAsking;
  const PAUSE = 120; // milliseconds after a letter before files are loaded for a word
  const root = document.getElementById("product-duty");
  const one = (selector) => root.querySelector(selector);
  const load = loader(root);
  const [form, field, day, list, said, target] = ["form", "[name=q]", "[type=date]", "ul", ".report-ask-said", ".report-answer"].map(one);
  const { language, unknown, none, missing, lines } = root.dataset;
  let latest = 0; // question: an earlier one is dropped

  const plain = (text) => text.toLowerCase().replaceAll("đ", "d").replaceAll("t-sh", "tsh").normalize("NFD").replace(/\p{M}/gu, "");
  const tokens = (text) => plain(text).match(/[a-z][a-z0-9]+/g) ?? [];
  const dotted = (code) => code.match(/^\d{4}|\d{2}/g).join(".");
  const number = (value, maximumFractionDigits) => value.toLocaleString(language, { maximumFractionDigits });
  const pct = (value) => (value === null ? unknown : `${number(value, 2)}%`);
  const long = (on) => new Date(on).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
  const row = (...cells) => make("tr", cells.map((cell) => make("td", cell)));
  const items = (texts) => texts.map((text) => make("li", text));

  // Each product of a part of the schedule: its code, its line, its texts from the heading down.
  const unfold = (part) => {
    const [texts, products] = [{}, []];
    let code = "";
    for (const [shared, rest, text] of part.names) {
      code = code.slice(0, shared) + rest;
      texts[code] = text;
      if (code.length < 10) continue;
      const above = [4, 6, 8, 10].map((n) => texts[code.slice(0, n)]).filter(Boolean);
      products.push({ code, part, texts: above, line: part.lines[products.length] });
    }
    return products;
  };

  const productsOf = async (code) => {
    const part = await load(code.slice(0, 3));
    return part ? (part.products ??= unfold(part)) : [];
  };

  // What a course of days and values holds in a span of days.
  const heldIn = (course, span) => course[course.findLastIndex((day, i) => i % 2 === 0 && day <= span) + 1];

  // The cases of a product from a partner (0: the book's own) in a span of days; in the first, no condition holds.
  const casesIn = (index, { part, line }, partner, span) => {
    const [usual, special] = part.bases[line[0]][1 + partner];
    return part.cases[heldIn(part.paths[partner][line[3 + 2 * partner]], span)].map(([conditions, ...added]) => {
      const bases = [usual, ...conditions.map((one) => special[one])].filter((base) => base != null);
      const base_pct = bases.length ? Math.min(...bases) : null;
      const charges = added.map(([measure, pct, rate]) => ({ measure: index.measures[measure], added_pct: pct ?? rate - base_pct }));
      const additional_pct = charges.reduce((sum, one) => sum + one.added_pct, 0);
      const total_pct = base_pct === null ? null : base_pct + additional_pct;
      return { if: conditions.map((one) => index.conditions[one]).join(", and ") || null, base_pct, additional_pct, total_pct, charges };
    });
  };

  const answerOn = (index, product, on) => {
    const { code, part, line } = product;
    const span = index.days.findLastIndex((first) => first <= on);
    return {
      partners: index.names.map((name, place) => ({ name, cases: casesIn(index, product, place, span), imports_usd: line[4 + 2 * place] })),
      coming: part.ahead[line[1]].map((number) => index.measures[number]).filter(({ from, announced }) => from > on && announced <= on),
      spared: heldIn(part.spared[line[2]], span).map(([measure, reason]) => ({ measure: index.measures[measure], reason: index.reasons[reason] })),
      orders: index.orders.filter((order) => order.day <= on && order.prefixes.some((prefix) => code.startsWith(prefix))),
    };
  };

  const chargeRow = ({ measure, added_pct }) => {
    const chip = make("span", measure.authority, { class: "report-authority" });
    chip.style.setProperty("--report-chip", `var(--report-${measure.role})`);
    const links = measure.events.flatMap((event) => [" ", make("a", event, { href: `timeline.html#${event}` })]);
    return row(chip, pct(added_pct), [measure.words, ...links]);
  };

  const partnerRow = ({ name, cases, imports_usd }) => {
    const [total, ...others] = new Set(cases.map((one) => pct(one.total_pct)));
    return row(name, total, others.join(", "), imports_usd ? number(imports_usd / 1e6, 1) : none);
  };

  // The total over the record as steps, which the script of figures draws.
  const course = (index, product) => {
    const values = index.days.map((_, span) => casesIn(index, product, 0, span)[0].total_pct);
    const days = [...index.days, index.last].map(Date.parse);
    const x = (span) => (days[span] - days[0]) / (days.at(-1) - days[0]);
    const top = Math.max(...values, 1);
    const spans = [...values.keys()].filter((span) => values[span] !== values[span - 1]);
    return spans.map((span, i) => {
      const [value, until] = [values[span], x(spans[i + 1] ?? values.length)];
      const label = !i || value === top || until - x(span) > 0.08 ? pct(value) : "";
      return { x: x(span), y: 0.95 - (0.8 * value) / top, until, stop: long(index.days[span]), value: pct(value), label };
    });
  };

  const show = (index, product, on) => {
    const { partners, coming, spared, orders } = answerOn(index, product, on);
    const [first, ...others] = partners[0].cases;
    const slots = {
      title: `${dotted(product.code)}: ${pct(first.total_pct)}`,
      product: product.texts.join(" › "),
      day: long(on),
      base: pct(first.base_pct),
      printed: product.part.bases[product.line[0]][0],
      charges: first.charges.map(chargeRow),
      cases: items(others.map((one) => `${pct(one.total_pct)}: ${one.if}`)),
      spared: items(spared.map(({ measure, reason }) => `${measure.authority} ${measure.words}: ${reason}`)),
      coming: items(coming.map((one) => `${long(one.from)}: ${one.authority} ${one.words}`)),
      orders: items(orders.map((order) => order.words)),
      partners: partners.map(partnerRow),
    };
    const made = one("template").content.cloneNode(true);
    for (const slot of made.querySelectorAll("[data-slot]")) {
      const content = [slots[slot.dataset.slot]].flat();
      slot.append(...content);
      if (slot.tagName === "UL") slot.parentNode.hidden = !content.length;
    }
    target.replaceChildren(made);
    const figure = one("figure");
    figure.hidden = first.total_pct === null;
    if (!figure.hidden) figure.dispatchEvent(new CustomEvent("report-course", { bubbles: true, detail: course(index, product) }));
    said.textContent = `${slots.title}, ${slots.day}`;
  };

  const byCode = async (code) => {
    const near = await productsOf(code);
    let [all, kept] = [[], code.length];
    for (; kept > 2 && !all.length; kept--) all = near.filter((product) => product.code.startsWith(code.slice(0, kept)));
    return { all: all.sort((a, b) => b.line[4] - a.line[4]), exact: kept === code.length - 1 };
  };

  const byWords = async (words) => {
    const [headings, ...letters] = await Promise.all(["headings", ...words.map((word) => word[0])].map(load));
    const score = {};
    letters.forEach((letter, i) => {
      const places = new Set(Object.keys(letter ?? {}).filter((word) => word.startsWith(words[i])).flatMap((word) => letter[word]));
      for (const place of places) score[place] = (score[place] ?? 0) + 1 + 1 / places.size; // a rare word says more
    });
    const hits = (text) => words.filter((word) => tokens(text).some((other) => other.startsWith(word))).length;
    const best = Object.keys(score).sort((a, b) => score[b] - score[a] || hits(headings[b][1]) - hits(headings[a][1]));
    const ranked = best.slice(0, 3).map(async (place, rank) => {
      const [heading] = headings[place];
      const within = (await productsOf(heading)).filter(({ code }) => code.startsWith(heading));
      return within.map((product) => ({ product, rank, hits: hits(product.texts.join(" ")) }));
    });
    const sorted = (await Promise.all(ranked)).flat().sort((a, b) => b.hits - a.hits || a.rank - b.rank || b.product.line[4] - a.product.line[4]);
    return { all: sorted.map((one) => one.product), exact: true };
  };

  const answer = async (code) => {
    const [index, products] = await Promise.all([load("index"), productsOf(code)]);
    const product = products.find((one) => one.code === code);
    if (!product || !day.validity.valid) return;
    latest++;
    list.hidden = true;
    field.value = dotted(code);
    history.replaceState(null, "", `#${code}${day.value === index.last ? "" : `/${day.value}`}`);
    show(index, product, day.value);
  };

  const suggest = async () => {
    const turn = ++latest;
    const [code, words] = [field.value.replace(/[.\s]/g, ""), tokens(field.value)];
    const coded = /^\d{3,10}$/.test(code);
    list.hidden = true;
    if (!coded && !words.some((word) => word.length > 2)) return;
    if (!coded) await new Promise((done) => setTimeout(done, PAUSE));
    if (turn !== latest) return;
    const { all, exact } = await (coded ? byCode(code) : byWords(words));
    if (turn !== latest) return;
    if (code.length === 10 && exact && all.length) return answer(code);
    list.replaceChildren(...all.slice(0, 8).map(({ code, texts }) => make("li", make("a", [make("b", dotted(code)), ` ${texts.slice(-3).join(" › ")}`], { href: `#${code}` }))));
    list.hidden = !all.length;
    said.textContent = all.length && exact ? `${all.length} ${lines}` : missing;
  };

  const fromAddress = () => {
    const [, code, on] = location.hash.match(/^#(\d{10})(?:\/([\d-]{10}))?$/) ?? [];
    if (on) day.value = on;
    if (code) return answer(code);
    field.value ||= new URLSearchParams(location.search).get("q") ?? "";
    suggest();
  };

  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || list.hidden) return;
    const stops = [field, ...list.querySelectorAll("a")];
    stops.at((stops.indexOf(event.target) + step) % stops.length).focus();
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    one("li a")?.click();
  });
  field.addEventListener("input", suggest);
  day.addEventListener("change", () => answer(field.value.replaceAll(".", "")));
  list.addEventListener("click", () => setTimeout(fromAddress));
  addEventListener("hashchange", fromAddress);
  root.answerOn = async (code, on) => answerOn(await load("index"), (await productsOf(code)).find((one) => one.code === code), on);
  fromAddress();
})();

// What does my product pay? Finds a product by code or words and looks up what the engine computed for it on a day.
// A page of a book answers for its partner and the peers; the page over many books for the partner of each.
(() => {
  const { loader, make } = window.reportAsking;
  // Milliseconds after a letter before files are loaded for a word.
  const PAUSE = 25;
  const root = document.getElementById("product-duty");
  const one = (selector) => root.querySelector(selector);
  const [field, day, list, said, target] = ["[name=q]", "[type=date]", "ul", ".report-ask-said", ".report-answer"].map(one);
  const books = [...root.querySelectorAll(".report-files")].map((files) => ({ load: loader(files), page: files.dataset.page }));
  const { load } = books[0];
  const { language, month, unknown, none, missing, lines, and } = root.dataset;
  const [percent, million] = [2, 1].map((digits) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format);
  const date = new Intl.DateTimeFormat(language, { day: "numeric", month, year: "numeric", timeZone: "UTC" }).format;
  let latest = 0; // question: an earlier one is dropped
  let at = -1; // place of the chosen suggestion

  const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const dotted = (code) => code.match(/^\d{4}|\d{2}/g).join(".");
  const pct = (value) => (value === null ? unknown : `${percent(value)}%`);
  const row = (...cells) => make("tr", cells.map((cell) => make("td", cell)));
  const items = (texts) => texts.map((text) => make("li", text));

  // The products of a part of the schedule: code, place in it, US imports from the partner, texts from the heading down.
  const productsOf = async (code) => {
    const names = (await load(code.slice(0, 3))) ?? [];
    const texts = Object.fromEntries(names);
    const above = (code) => [4, 6, 8, 10].map((digits) => texts[code.slice(0, digits)]).filter((text) => text && text !== "Other");
    return names.filter(([code]) => code.length === 10).map(([code, , usd], place) => ({ code, place, usd, texts: above(code) }));
  };

  // What a course of spans and values holds on a day.
  const heldOn = ({ law }, course, on) => {
    const span = law.days.findLastIndex((first) => first <= on);
    return course[course.findLastIndex((first, i) => i % 2 === 0 && first <= span) + 1];
  };

  // The cases of a line from a partner of a book on a day; in the first, no condition holds.
  const casesOn = (book, partner, on) => {
    const { law, part, line } = book;
    const [usual, special] = part.bases[line[0]][1 + partner];
    return part.cases[heldOn(book, part.paths[partner][line[3 + 2 * partner]], on)].map(([conditions, ...added]) => {
      const bases = [usual, ...conditions.map((one) => special[one])].filter((base) => base != null);
      const base_pct = bases.length ? Math.min(...bases) : null;
      const charges = added.map(([measure, pct, rate]) => ({ ...law.measures[measure], added_pct: pct ?? rate - base_pct }));
      const total_pct = base_pct === null ? null : charges.reduce((sum, { added_pct }) => sum + added_pct, base_pct);
      return { if: conditions.map((one) => law.conditions[one]).join(and) || null, base_pct, total_pct, charges };
    });
  };

  const answerOn = async ({ code, place }, on) => {
    const found = await Promise.all(
      books.map(async ({ load, page }) => {
        const [law, part] = await Promise.all(["index", `duties-${code.slice(0, 3)}`].map(load));
        return { page, law, part, line: part.lines[place] };
      }),
    );
    const [{ law, part, line }] = found;
    const partners = found.flatMap((book) =>
      book.law.names.slice(0, book.page && 1).map((name, i) => ({ name, page: book.page, cases: casesOn(book, i, on), usd: book.line[4 + 2 * i] })),
    );
    return {
      book: found[0],
      partners,
      coming: part.ahead[line[1]].map((measure) => law.measures[measure]).filter(({ from, announced }) => from > on && announced <= on),
      not_charged: heldOn(found[0], part.not_charged[line[2]], on).map(([measure, reason]) => ({ ...law.measures[measure], reason: law.reasons[reason] })),
      orders: law.orders.filter((order) => order.day <= on && order.prefixes.some((prefix) => code.startsWith(prefix))),
    };
  };

  const chargeRow = ({ authority, role, words, events, added_pct }) => {
    const chip = make("span", authority, { class: "report-authority" });
    chip.style = `--report-chip:var(--report-${role})`;
    return row(chip, pct(added_pct), [words, ...events.flatMap((event) => [" ", make("a", event, { href: `timeline.html#${event}` })])]);
  };

  const partnerRow = ({ name, page, cases, usd }) => {
    const [total, ...others] = new Set(cases.map(({ total_pct }) => pct(total_pct)));
    return row(page ? make("a", name, { href: page + location.hash }) : name, total, others.join(", "), usd ? million(usd / 1e6) : none);
  };

  // The total over the record as steps, which the script of figures draws.
  const course = (book) => {
    const { days, last } = book.law;
    const values = days.map((day) => casesOn(book, 0, day)[0].total_pct);
    const [start, end] = [days[0], last].map(Date.parse);
    const x = (day) => (Date.parse(day) - start) / (end - start);
    const steps = [...days.keys()].filter((i) => values[i] !== values[i - 1]);
    return steps.map((i, step) => {
      const [day, value, until] = [days[i], values[i], x(days[steps[step + 1]] ?? last)];
      const label = (value === Math.max(...values) || until - x(day) > 0.1) && pct(value);
      return { x: x(day), until, value, stop: date(new Date(day)), said: pct(value), label };
    });
  };

  const show = ({ book, partners, coming, not_charged, orders }, { code, texts }, on) => {
    const [first, ...others] = partners[0].cases;
    const slots = {
      code: dotted(code),
      total: pct(first.total_pct),
      product: texts.join(" › "),
      day: date(new Date(on)),
      base: pct(first.base_pct),
      printed: book.part.bases[book.line[0]][0],
      charges: first.charges.map(chargeRow),
      cases: items(others.map((held) => `${pct(held.total_pct)}: ${held.if}`)),
      not_charged: items(not_charged.map(({ authority, words, reason }) => `${authority} ${words}: ${reason}`)),
      coming: items(coming.map(({ from, authority, words }) => `${date(new Date(from))}: ${authority} ${words}`)),
      orders: items(orders.map(({ words }) => words)),
      partners: partners.sort((a, b) => a.cases[0].total_pct - b.cases[0].total_pct).map(partnerRow),
    };
    const made = one("template").content.cloneNode(true);
    for (const slot of made.querySelectorAll("[data-slot]")) {
      const content = [slots[slot.dataset.slot]].flat();
      slot.append(...content);
      if (slot.tagName === "UL") slot.parentNode.hidden = !content.length;
    }
    target.replaceChildren(made);
    said.textContent = `${one("h2").textContent}, ${slots.day}`;
    const figure = one("figure");
    if (first.total_pct === null) figure?.remove();
    else if (figure) window.reportCourse(figure, course(book));
  };

  // Chooses a suggestion, around the end and back to the field, which keeps the focus.
  const choose = (next) => {
    const options = [...list.children];
    at = ((next + options.length + 2) % (options.length + 1)) - 1;
    options.forEach((option, i) => (option.ariaSelected = i === at));
    options[at]?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[at]?.id ?? "");
  };

  const offer = (products) => {
    const option = ({ code, texts }, i) => make("li", [make("b", dotted(code)), ` ${texts.slice(-3).join(" › ")}`], { role: "option", id: `option-${i}`, "data-code": code });
    list.replaceChildren(...products.map(option));
    list.hidden = !products.length;
    field.ariaExpanded = !list.hidden;
    choose(-1);
  };

  // The products whose codes begin alike, or as nearly so as there are any.
  const byCode = async (code) => {
    const { headings } = await load("index");
    const part = (headings.findLast((heading) => heading <= `${code}9`) ?? headings[0]).slice(0, 3);
    load(`duties-${part}`); // which an answer will need
    const products = await productsOf(part);
    let near = code;
    while (!products.some((product) => product.code.startsWith(near))) near = near.slice(0, Math.min(8, near.length - 1));
    return products.filter((product) => product.code.startsWith(near)).sort((a, b) => b.usd - a.usd);
  };

  const byWords = async (words) => {
    const asked = [...words, ...words.slice(1).map((word, i) => plain(`${words[i]} ${word}`))];
    const [{ headings }, ...letters] = await Promise.all(["index", ...asked.map((word) => plain(word)[0])].map(load));
    const score = {};
    asked.forEach((word, i) => {
      const letter = letters[i] ?? {};
      const from = (start) => Object.keys(letter).filter((one) => one.startsWith(start));
      // With its accents, if a heading is named so.
      if (!from(word)[0]) word = plain(word);
      const [all, whole] = [new Set(from(word).flatMap((one) => letter[one].flat())), letter[word] ?? [[]]];
      // A rare word says more, the whole word more than its beginning, a heading's own word more than what stands below it.
      for (const place of all) score[place] = (score[place] ?? 0) + 1 + 1 / all.size + whole.flat().includes(place) + whole[0].includes(place) / 2;
    });
    const best = Object.keys(score).sort((a, b) => score[b] - score[a]).slice(0, 3);
    const ranked = best.map(async (place) => {
      const within = (await productsOf(headings[place])).filter(({ code }) => code.startsWith(headings[place]));
      return within.map((product) => {
        const text = ` ${plain(product.texts.join(" ")).replace(/\W+/g, " ")}`;
        return { ...product, score: score[place] + 2 * words.filter((word) => text.includes(` ${plain(word)}`)).length };
      });
    });
    return (await Promise.all(ranked)).flat().sort((a, b) => b.score - a.score || b.usd - a.usd);
  };

  const answer = async (code) => {
    const [turn, on] = [++latest, day.value];
    const product = (await productsOf(code)).find((one) => one.code === code);
    said.textContent = day.validationMessage || (product ? "" : missing);
    if (said.textContent) return target.replaceChildren();
    const found = await answerOn(product, on);
    if (turn !== latest) return;
    offer([]);
    field.value = dotted(code);
    history.replaceState(null, "", `#${code}${on === day.max ? "" : `/${on}`}`);
    show(found, product, on);
  };

  const suggest = async () => {
    const turn = ++latest;
    const [code, words] = [field.value.replace(/[.\s]/g, ""), field.value.toLowerCase().match(/[\p{L}\d]+/gu) ?? []];
    const coded = /^\d{3,10}$/.test(code);
    offer([]);
    if (!coded && words.join("").length < 2) return;
    if (!coded) await new Promise((done) => setTimeout(done, PAUSE));
    const all = turn === latest && (await (coded ? byCode(code) : byWords(words)));
    if (turn !== latest) return;
    if (all[0]?.code === code) return answer(code);
    offer(all.slice(0, 8));
    const fits = all.length && (!coded || all[0].code.startsWith(code));
    said.textContent = fits ? `${all.length} ${lines}` : missing;
    if (!fits) target.replaceChildren();
  };

  const fromAddress = () => {
    const [, code, on] = location.hash.match(/^#(\d{10})(?:\/([\d-]{10}))?$/) ?? [];
    if (on) day.value = on;
    field.value = code ?? (field.value || (new URLSearchParams(location.search).get("q") ?? ""));
    suggest();
  };

  field.onkeydown = (event) => {
    const { length } = list.children;
    const keys = {
      ArrowDown: () => (length ? choose(at + 1) : suggest()),
      ArrowUp: () => choose(at - 1),
      // What was typed last may still be looked up.
      Enter: async () => (length || (await suggest()), list.children[Math.max(at, 0)]?.click()),
      Escape: () => (length ? offer([]) : (field.value = "")),
    };
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  };
  field.oninput = suggest;
  field.onblur = () => offer([]);
  list.onmousedown = (event) => event.preventDefault(); // leaves the focus in the field
  list.onclick = ({ target }) => answer(target.closest("li").dataset.code);
  day.onchange = () => /^[\d.]{13}$/.test(field.value) && answer(field.value.replaceAll(".", ""));
  onhashchange = () => {
    root.scrollIntoView(); // a link of the table below leads up to the answer
    fromAddress();
  };
  root.answerOn = async (code, on) => answerOn((await productsOf(code)).find((one) => one.code === code), on);
  load("index");
  fromAddress();
})();

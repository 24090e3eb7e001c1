// What does my product pay? Finds a product by code or words and tells its duty on a day, from data files beside the page,
// each loaded when it is needed. The engine computed the duties; here they are looked up. Words stand in the page.
(() => {
  const PAUSE = 120; // milliseconds after the last letter of a word before parts of the schedule are loaded for it
  const asked = {};
  const load = (files, name) =>
    (asked[name] ??= new Promise((done) => {
      if (!files[name]) return done(null);
      const script = document.createElement("script");
      script.src = files[name];
      script.onload = () => done(window.reportData[name]);
      script.onerror = () => done(null);
      document.head.append(script);
    }));

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("t-sh", "tsh");
  const tokens = (text) => plain(text).match(/[a-z][a-z0-9]+/g) ?? [];
  const digitsOf = (text) => text.replace(/[.\s]/g, "");
  const dotted = (code) => code.match(/^\d{4}|\d{2}/g).join(".");

  // Each code of a part of the schedule, with its line and its texts from the heading down.
  const unfold = (part) => {
    const texts = {};
    let [code, place] = ["", 0];
    return part.names.map(([shared, rest, text]) => {
      code = code.slice(0, shared) + rest;
      texts[code] = text;
      const above = [4, 6, 8, 10].map((n) => n <= code.length && texts[code.slice(0, n)]).filter(Boolean);
      return { code, part, texts: above, line: code.length === 10 ? part.lines[place++] : null };
    });
  };

  // The cases of a line from a partner (0: the book's own) in a span of days; in the first, no condition holds.
  const casesIn = (index, { part, line }, partner, span) => {
    const path = part.paths[partner][line[2 + 2 * partner]];
    const [usual, special] = part.bases[line[0]][2 + partner];
    let held;
    for (let i = 0; i < path.length && path[i] <= span; i += 2) held = path[i + 1];
    return part.cases[held].map(([conditions, ...rest]) => {
      const bases = [usual, ...conditions.map((one) => special[one] ?? null)].filter((base) => base !== null);
      const base_pct = bases.length ? Math.min(...bases) : null;
      const upTo = (rate) => rate - (base_pct ?? 0);
      const charges = [];
      if (!partner)
        for (let i = 0; i < rest.length; i += 2) {
          const measure = index.measures[rest[i]];
          charges.push({ measure, added_pct: rest[i + 1] ?? upTo(measure.rate_pct) });
        }
      const added = partner ? [rest[0], ...rest.slice(1).map(upTo)] : charges.map((one) => one.added_pct);
      const additional_pct = added.reduce((sum, one) => sum + one, 0);
      const total_pct = base_pct === null ? null : base_pct + additional_pct;
      return { if: conditions.map((one) => index.conditions[one]).join(", and ") || null, base_pct, additional_pct, total_pct, charges };
    });
  };

  const answerOn = (index, row, day) => {
    const span = index.days.findLastIndex((first) => first <= day);
    const ahead = row.part.ahead[row.line[1]].map((number) => index.measures[number]);
    return {
      partners: index.names.map((name, place) => ({ name, cases: casesIn(index, row, place, span), imports_usd: row.line[3 + 2 * place] })),
      coming: ahead.filter((measure) => measure.from > day && measure.announced <= day),
      orders: index.orders.filter((order) => order.day <= day && order.prefixes.some((prefix) => row.code.startsWith(prefix))),
    };
  };

  const make = (tag, content = "", attributes = {}) => {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...[content].flat());
    return made;
  };

  const start = (root) => {
    const one = (selector, within = root) => within.querySelector(selector);
    const files = Object.fromEntries(one(".report-files").value.split(" ").map((file) => [file.replace(/.*\/|\.js$/g, ""), file]));
    const [form, field, day, list, said, target] = ["form", "[role=combobox]", "[type=date]", "[role=listbox]", ".report-ask-said", ".report-answer"].map((part) => one(part));
    const { language, unknown, none, missing, lines } = root.dataset;
    const number = (value, digits) => value.toLocaleString(language, { maximumFractionDigits: digits });
    const pct = (value) => (value === null ? unknown : `${number(value, 2)}%`);
    const long = (on) => new Date(on).toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    let [found, at, latest] = [[], -1, 0];

    const rows = async (code) => {
      const part = await load(files, code.slice(0, 3));
      return part ? (part.rows ??= unfold(part)) : [];
    };

    const chargeRow = (index, { measure, added_pct }) => {
      const chip = make("span", measure.authority, { class: "report-authority" });
      chip.style.setProperty("--report-chip", `var(--report-${measure.role})`);
      const links = measure.events.flatMap((event) => [" ", make("a", event, { href: `timeline.html#${event}`, title: index.events[event] })]);
      return make("tr", [make("td", chip), make("td", pct(added_pct), { class: "number" }), make("td", [measure.words, ...links])]);
    };

    const partnerRow = ({ name, cases, imports_usd }) => {
      const totals = [...new Set(cases.map((one) => pct(one.total_pct)))];
      const imports = imports_usd ? number(imports_usd / 1e6, imports_usd < 1e7 ? 2 : 0) : none;
      return make("tr", [make("td", name), make("td", totals[0], { class: "number" }), make("td", totals.slice(1).join(", ")), make("td", imports, { class: "number" })]);
    };

    // The total over the record as steps, which the script of figures lets one ask.
    const draw = (index, row, figure) => {
      const values = index.days.map((_, span) => casesIn(index, row, 0, span)[0].total_pct);
      figure.hidden = values.includes(null);
      if (figure.hidden) return;
      const at = index.days.concat(index.last).map(Date.parse);
      const x = (i) => (at[i] - at[0]) / (at.at(-1) - at[0]);
      const top = Math.max(...values, 1);
      const y = (value) => 0.95 - (0.8 * value) / top;
      one("path", figure).setAttribute("d", values.map((value, i) => `${i ? "L" : "M"}${x(i) * 1000} ${y(value) * 300}H${x(i + 1) * 1000}`).join(""));
      values.forEach((value, i) => {
        if (value === values[i - 1] || (i && value < top && x(values.findIndex((other, j) => j > i && other !== value)) - x(i) < 0.08)) return;
        const label = make("span", pct(value), { class: "report-step" });
        label.style.left = `${Math.min(x(i), 0.93) * 100}%`;
        label.style.top = `${y(value) * 100}%`;
        one(".report-plot", figure).append(label);
      });
      const places = { x: [index.days.map((_, i) => x(i) * 1e4)], y: [values.map((value) => y(value) * 1e4)] };
      const points = { by: "x", unit: "", stops: index.days.map(long), names: [""], roles: ["partner"], values: [values.map(pct)], wide: places, narrow: places };
      Object.assign(one("data", figure), { className: "report-points", value: JSON.stringify(points) });
      figure.dispatchEvent(new CustomEvent("report-figure", { bubbles: true }));
    };

    const show = (index, row, on) => {
      const { partners, coming, orders } = answerOn(index, row, on);
      const [{ cases }] = partners;
      const [first, ...others] = cases;
      const [printed, source] = row.part.bases[row.line[0]];
      const only = (measure) => (measure.if ? `; ${measure.if}` : "");
      const items = {
        title: `${dotted(row.code)}: ${pct(first.total_pct)}`,
        product: row.texts.join(" › "),
        day: long(on),
        base: pct(first.base_pct),
        printed: [printed, source].filter(Boolean).join("; "),
        cases: others.map((one) => make("li", `${pct(one.total_pct)}: ${one.if}`)),
        coming: coming.map((measure) => make("li", `${long(measure.from)}: ${measure.authority} ${measure.words}${only(measure)}`)),
        orders: orders.map((order) => make("li", order.words)),
        partners: partners.map(partnerRow),
      };
      const made = one("template").content.cloneNode(true);
      for (const slot of made.querySelectorAll("[data-slot]")) {
        const content = [items[slot.dataset.slot]].flat();
        slot.append(...content);
        if (slot.tagName === "UL") slot.parentNode.hidden = !content.length;
      }
      one("tbody", made).append(...first.charges.map((one) => chargeRow(index, one)));
      target.replaceChildren(made);
      draw(index, row, one("figure", target));
      said.textContent = `${items.title}, ${items.day}`;
    };

    const byCode = async (code) => {
      const near = code.length < 3 ? [] : (await rows(code)).filter((row) => row.line);
      let kept = code.length;
      const below = () => near.filter((row) => row.code.startsWith(code.slice(0, kept)));
      while (kept > 3 && !below().length) kept--;
      return { all: below().sort((a, b) => b.line[3] - a.line[3]), exact: kept === code.length };
    };

    const byWords = async (words) => {
      const [headings, ...letters] = await Promise.all([load(files, "headings"), ...words.map((word) => load(files, word[0]))]);
      const score = {};
      letters.forEach((letter, i) => {
        const places = Object.entries(letter ?? {}).flatMap(([word, held]) => (word.startsWith(words[i]) ? held : []));
        const distinct = new Set(places);
        for (const place of distinct) score[place] = (score[place] ?? 0) + 1 + 1 / distinct.size; // a rare word says more
      });
      const hits = (texts) => words.filter((word) => tokens(texts).some((other) => other.startsWith(word))).length;
      const best = Object.keys(score).sort((a, b) => score[b] - score[a] || hits(headings[b][1]) - hits(headings[a][1]) || a - b);
      const ranked = await Promise.all(
        best.slice(0, 3).map(async (place, rank) => {
          const [heading] = headings[place];
          const within = (await rows(heading)).filter((row) => row.line && row.code.startsWith(heading));
          return within.map((row) => ({ row, rank, hits: hits(row.texts.join(" ")) }));
        }),
      );
      const sorted = ranked.flat().sort((a, b) => b.hits - a.hits || a.rank - b.rank || b.row.line[3] - a.row.line[3]);
      return { all: sorted.map((one) => one.row), exact: true };
    };

    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };

    const answer = async (code) => {
      const [index, part] = await Promise.all([load(files, "index"), rows(code)]);
      const row = part.find((one) => one.code === code && one.line);
      if (!row || day.value < index.first || day.value > index.last) return;
      latest++;
      close();
      field.value = dotted(code);
      history.replaceState(null, "", `#${code}${day.value === index.last ? "" : `/${day.value}`}`);
      show(index, row, day.value);
    };

    const suggest = async () => {
      const turn = ++latest;
      const [code, words] = [digitsOf(field.value), tokens(field.value)];
      const coded = /^\d{2,10}$/.test(code);
      if (!coded && !words.some((word) => word.length > 2)) return close();
      if (!coded) await new Promise((done) => setTimeout(done, PAUSE));
      if (turn !== latest) return;
      const { all, exact } = await (coded ? byCode(code) : byWords(words));
      if (turn !== latest) return;
      if (code.length === 10 && exact && all.length) return answer(code);
      found = all.slice(0, 8);
      at = -1;
      list.replaceChildren(
        ...found.map((row, i) => make("li", [make("b", dotted(row.code)), ` ${row.texts.slice(-3).join(" › ")}`], { role: "option", id: `${list.id}-${i}`, "aria-selected": "false" })),
      );
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      said.textContent = all.length && exact ? `${all.length} ${lines}` : missing;
    };

    const mark = (place) => {
      at = place;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      field.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };

    const fromAddress = async () => {
      const [, code, on] = location.hash.match(/^#(\d{10})(?:\/([\d-]{10}))?$/) ?? [];
      const asked = new URLSearchParams(location.search).get("q");
      if (on) day.value = on;
      if (code) return answer(code);
      if (!asked || field.value) return;
      field.value = asked;
      await suggest();
    };

    field.addEventListener("input", suggest);
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") close();
      if (!step || list.hidden) return;
      mark((Math.max(at, step < 0 ? 0 : -1) + step + found.length) % found.length);
      event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (found.length) answer(found[Math.max(at, 0)].code);
    });
    list.addEventListener("click", (event) => answer(found[[...list.children].indexOf(event.target.closest("li"))].code));
    day.addEventListener("change", () => answer(digitsOf(field.value)));
    addEventListener("hashchange", fromAddress);
    root.answerOn = async (code, on) => answerOn(await load(files, "index"), (await rows(code)).find((row) => row.code === code), on);
    fromAddress();
  };

  document.addEventListener("DOMContentLoaded", () => start(document.getElementById("product-duty")));
})();

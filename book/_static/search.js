// The search page: every word of the question must begin a word of a place; a place that has them as they were put
// comes first. Letters count without their marks, codes of the tariff schedule without their dots; of a question with
// marks, shrimp (tôm), the places that have them come before the others (tóm).
(() => {
  const say = (message, places = {}) => message.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  const SHOWN = 60;
  const LOOK_UP = "product_duty.html";
  const GUIDE = 0.4; // what a place in a guide counts beside one in a chapter
  const SPOKEN = 200; // what the marks of the question count
  const AROUND = 90; // letters of an excerpt on each side of what was found, whole words
  const CODE = /\d{4}(?:\.\d{2})+(?!\d)/g;

  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

  const plain = (text) => fold(text).replace(CODE, (code) => code.replaceAll(".", ""));

  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  // A word of the question as a pattern for folded text; dots inside codes may or may not be there.
  const pattern = (word) => {
    const whole = plain(word).replace(/^([a-z]{4,})s$/, "$1");
    const spelled = /^\d{5,}$/.test(whole) ? [...whole].join("\\.?") : escaped(whole);
    return new RegExp(`(?<![\\p{L}\\p{N}])${spelled}`, "giu");
  };

  const holds = (place, phrase) => place.title.search(phrase) >= 0 || place.text.search(phrase) >= 0;

  const score = (place, patterns, phrase, spoken) => {
    let total = (holds(place, phrase) ? 20 : 0) + (spoken && place.spoken.search(spoken) >= 0 ? SPOKEN : 0);
    for (const one of patterns) {
      const inTitle = one.test(place.title);
      const inText = (place.text.match(one) ?? []).length;
      if (!inTitle && !inText) return 0;
      total += (inTitle ? 10 : 0) + Math.min(inText, 5) + 3 / (1 + place.text.length / 400);
    }
    return place.page.startsWith("guides/") ? GUIDE * total : total;
  };

  const marked = (text, patterns) => {
    const folded = [...text].map((letter) => fold(letter)[0] ?? letter).join("");
    const hits = patterns.flatMap((one) => [...folded.matchAll(one)].map((hit) => [hit.index, hit[0].length]));
    hits.sort((one, two) => one[0] - two[0]);
    const from = text.lastIndexOf(" ", Math.max(0, (hits[0]?.[0] ?? 0) - AROUND)) + 1;
    const space = text.indexOf(" ", from + 3 * AROUND);
    const until = space < 0 ? text.length : space;
    const nodes = [from ? "… " : ""];
    let at = from;
    for (const [start, length] of hits.filter(([start]) => start < until)) {
      if (start < at) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, start + length);
      nodes.push(text.slice(at, start), mark);
      at = start + length;
    }
    nodes.push(text.slice(at, Math.max(until, at)), until < text.length ? " …" : "");
    return nodes;
  };

  const item = ({ page, head, anchor, name, words }, patterns) => {
    const [line, link, excerpt] = ["li", "a", "p"].map((tag) => document.createElement(tag));
    link.href = `${page}${anchor && `#${anchor}`}`;
    link.textContent = name && name !== head ? `${head}${head.endsWith("?") ? "" : ":"} ${name}` : head;
    excerpt.append(...marked(words, patterns));
    line.append(link, excerpt);
    return line;
  };

  const places = () =>
    window.searchIndex.flatMap(([page, all]) => {
      const head = all.find(([, title]) => title)?.[1] ?? page;
      return all.map(([anchor, name, words]) => {
        const title = `${head} ${name}`;
        return { page, head, anchor, name, words, title: fold(title), text: plain(words), spoken: `${title} ${words}`.toLowerCase() };
      });
    });

  document.addEventListener("DOMContentLoaded", () => {
    const field = document.getElementById("search-input");
    const said = document.getElementById("search-said");
    const list = document.getElementById("search-results");
    const product = document.getElementById("search-product");
    const all = places();

    // Most products stand on no page: the page that looks them up has the names of all.
    const lookUp = (asked) => {
      const [line, link] = ["p", "a"].map((tag) => document.createElement(tag));
      link.href = `${LOOK_UP}?q=${encodeURIComponent(asked)}`;
      link.textContent = say("Look up “{asked}” among the products", { asked });
      line.append(link);
      return all.some(({ page }) => page === LOOK_UP) && /\p{L}{2}|^[\d.]{4,}$/u.test(asked) ? [line] : [];
    };

    const answer = () => {
      const asked = field.value.trim();
      list.replaceChildren();
      product.replaceChildren(...(asked ? lookUp(asked) : []));
      if (!asked) return void (said.textContent = say("Write what you look for into the field above."));
      const words = asked.split(/\s+/);
      const [patterns, phrase] = [words.map(pattern), pattern(words.join(" "))];
      const lower = words.join(" ").toLowerCase().normalize("NFC");
      const spoken = lower === fold(lower) ? null : new RegExp(`(?<!\\p{L})${escaped(lower)}(?!\\p{L})`, "u");
      const found = all
        .map((place) => [score(place, patterns, phrase, spoken), place])
        .filter(([points]) => points > 0)
        .sort((one, two) => two[0] - one[0]);
      const places = { count: found.length, asked, shown: SHOWN };
      if (found.length > SHOWN) said.textContent = say("{count} places for “{asked}”, the best {shown}.", places);
      else if (found.length === 1) said.textContent = say("1 place for “{asked}”.", places);
      else said.textContent = say("{count} places for “{asked}”.", places);
      list.append(...found.slice(0, SHOWN).map(([, place]) => item(place, plain(place.words).search(phrase) >= 0 ? [phrase] : patterns)));
    };

    field.value = new URLSearchParams(location.search).get("q") ?? "";
    field.addEventListener("input", answer);
    answer();
  });
})();

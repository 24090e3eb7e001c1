// What the frame of a page does: the switch for code is remembered, the citation names commit and address, other editions are offered,
// the same one in another language in the bar and page by page. Each works on what its file says: run.js and editions.js lie beside the pages.
// Without scripts nothing fails.
(() => {
  const say = (message, places = {}) => message.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  const KEY = "code-switch";

  const remember = (box) => {
    try {
      box.checked = localStorage.getItem(KEY) === "shown";
      box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "shown" : "hidden"));
    } catch {
      // A browser that keeps nothing: the switch holds for this page.
    }
  };

  const linkTo = (name, address, properties) =>
    Object.assign(document.createElement("a"), { textContent: name, href: address, ...properties });

  // The book in another language stands in the place of its published address.
  const offerLanguages = (books, root) => {
    const place = document.querySelector(".languages");
    if (!place || !books.length) return;
    const here = () => location.href.slice(new URL(root || "./", location.href).href.length);
    place.replaceChildren(
      ...books.map(({ name, address, language }) => {
        const link = linkTo(name, root + address + here(), { lang: language, hreflang: language });
        link.addEventListener("click", () => (link.href = root + address + here())); // where the reader is by now
        return link;
      }),
    );
  };

  const offer = (editions, root) => {
    const [term, place] = document.querySelectorAll(".foot-editions");
    if (!place || !editions.length) return;
    place.append(...editions.flatMap(({ name, address }, index) => [index ? " · " : "", linkTo(name, root + address)]));
    term.hidden = place.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById(KEY);
    if (box) remember(box);
    const run = document.querySelector(".foot-run");
    const built = window.tradeReportRun;
    const lang = document.documentElement.lang;
    if (run && built) {
      const day = lang === "en" ? built.built : new Date(built.built).toLocaleDateString(lang, { timeZone: "UTC" });
      run.textContent = say("Commit {commit}, built {day}.", { commit: built.commit ?? say("unknown"), day });
    }
    const address = document.querySelector(".foot-address");
    if (address && !/^https?:/.test(address.textContent)) address.textContent = location.href.split("#")[0];
    const [editions, root] = [window.tradeReportEditions ?? [], document.documentElement.dataset.content_root ?? ""];
    offerLanguages(editions.filter(({ language }) => language), root);
    offer(editions.filter(({ language }) => !language), root);
  });
})();

// What the foot of a page and its switch do: the switch for code is remembered, the citation names commit and address, other editions are
// offered, the same one in another language page by page. Each works on what its file says: run.js and editions.js lie beside the pages.
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

  const offer = (editions, root) => {
    const [term, place] = document.querySelectorAll(".foot-editions");
    if (!place || !editions?.length) return;
    const here = location.href.slice(new URL(root || "./", location.href).href.length);
    editions.forEach(({ name, address, language }, index) => {
      const link = document.createElement("a");
      link.href = root + address + (language ? here : "");
      if (language) link.lang = link.hreflang = language;
      link.textContent = name;
      place.append(...(index ? [" · ", link] : [link]));
    });
    term.hidden = place.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById(KEY);
    if (box) remember(box);
    const run = document.querySelector(".foot-run");
    const built = window.tradeReportRun;
    if (run && built) run.textContent = say("Commit {commit}, built {day}.", { commit: built.commit ?? say("unknown"), day: built.built });
    const address = document.querySelector(".foot-address");
    if (address && !/^https?:/.test(address.textContent)) address.textContent = location.href.split("#")[0];
    offer(window.tradeReportEditions, document.documentElement.dataset.content_root ?? "");
  });
})();

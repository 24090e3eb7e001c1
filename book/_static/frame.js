// The frame of a page: light or dark, the search field by keyboard, and what paper says at its foot.
(() => {
  const say = (message, places = {}) => message.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // a browser may refuse to keep anything
    }
  };
  const show = (theme) => (root.dataset.theme = theme);
  const followSystem = () => kept() || show(system.matches ? "dark" : "light");

  show(kept() ?? (system.matches ? "dark" : "light"));
  system.addEventListener("change", followSystem);

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".theme-switch");
    const name = () => (button.textContent = root.dataset.theme === "dark" ? say("Light") : say("Dark"));
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      localStorage.setItem("theme", show(root.dataset.theme === "dark" ? "light" : "dark"));
      name();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
        document.getElementById("search-input").focus();
        event.preventDefault();
      }
    });
    const address = JSON.stringify(location.href.split(/[?#]/)[0]);
    const paper = new CSSStyleSheet();
    const form = root.lang === "en" ? ["en-GB", { dateStyle: "long" }] : [root.lang];
    const today = new Date().toLocaleDateString(...form);
    const day = JSON.stringify(say("printed {day}", { day: today }));
    paper.replaceSync(`@page { @bottom-left { content: ${address} ", " ${day}; } }`);
    document.adoptedStyleSheets.push(paper);
  });
})();

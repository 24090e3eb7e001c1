// What the pages that answer share: elements, and data files, each loaded when it is needed.
window.reportAsking = {
  make(tag, content = "", attributes = {}) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...[content].flat());
    return made;
  },

  // A function that loads a data file of an element by its name; null where there is none.
  loader(root) {
    const files = root.querySelector(".report-files").value.split(" ");
    const asked = {};
    const load = (name) =>
      new Promise((done) => {
        const src = files.find((file) => file.endsWith(`/${name}.js`));
        if (!src) return done(null);
        const script = Object.assign(document.createElement("script"), { src });
        script.onload = () => done(window.reportData[name]);
        document.head.append(script);
      });
    return (name) => (asked[name] ??= load(name));
  },
};

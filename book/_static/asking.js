// What the pages that answer share: elements, and data files, each loaded when it is needed.
window.reportAsking = {
  make(tag, content = "", attributes = {}) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...[content].flat());
    return made;
  },

  // A function that loads data by its name from the folder of the first of `files`; null where there is none.
  loader(files) {
    const [folder] = files.value.match(/^\S*\//);
    const asked = {};
    const load = (name) =>
      new Promise((done) => {
        const onload = () => done(window.reportData[name]);
        const onerror = () => done(null);
        document.head.append(Object.assign(document.createElement("script"), { src: `${folder}${name}.js`, onload, onerror }));
      });
    return (name) => (asked[name] ??= load(name));
  },
};

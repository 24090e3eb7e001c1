// Tables that answer: rows of no weight unfold, long tables are searched and sorted. Letters match without their marks.
(() => {
  const say = (message, places = {}) => message.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // A search field and what it says; `show` gets a test of a text and returns how many of how many it left.
  const searchField = (label, show) => {
    const field = element("input", { type: "search", placeholder: say("Search") });
    field.setAttribute("aria-label", label);
    const said = element("output", {});
    const search = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      said.value = show((text) => words.every((word) => text.includes(word)), words.length > 0);
    };
    field.addEventListener("input", search);
    return { box: element("div", { className: "report-search" }, field, said), said, search };
  };

  const addSearch = (table) => {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => plain(row.textContent));
    const { box, said, search } = searchField(say("Search the rows: {table}", { table: table.caption.textContent }), (fits, asked) => {
      const folded = (row) => !asked && table.dataset.folded === "true" && row.classList.contains("report-light");
      rows.forEach((row, index) => (row.hidden = folded(row) || !fits(texts[index])));
      return say("{shown} of {all} rows", { shown: rows.filter((row) => !row.hidden).length, all: rows.length });
    });
    table.closest(".report-scroll").before(box);
    search();
    return said;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(value);
    return value === "" || Number.isNaN(number) ? plain(value) : number;
  };

  const empty = (row, column) => row.cells[column].classList.contains("empty");

  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));

  const addSorting = (table, said) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const name = head.textContent.trim();
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
        heads.forEach((other) => other.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", order);
        const rows = [...table.tBodies[0].rows];
        const turn = order === "ascending" ? 1 : -1;
        rows.sort(
          (one, two) => empty(one, column) - empty(two, column) || compare(key(one, column), key(two, column)) * turn,
        );
        table.tBodies[0].append(...rows);
        said.value =
          order === "ascending" ? say("Sorted by {name}, ascending", { name }) : say("Sorted by {name}, descending", { name });
      });
    });
  };

  const foldLightRows = (table) => {
    const light = [...table.querySelectorAll(".report-light")];
    if (!light.length) return;
    const button = element("button", { type: "button", className: "report-more" });
    const fold = (folded) => {
      light.forEach((row) => (row.hidden = folded));
      table.dataset.folded = String(folded);
      button.textContent = folded
        ? say("Show all {count} rows", { count: table.tBodies[0].rows.length })
        : say("Show fewer rows");
      button.setAttribute("aria-expanded", String(!folded));
    };
    button.addEventListener("click", () => fold(button.getAttribute("aria-expanded") === "true"));
    table.closest(".report-scroll").after(button);
    fold(true);
  };

  // On a phone a row with long texts is a card, on which each value needs its name.
  const nameCells = (table) => {
    table.classList.add("report-named");
    const names = [...table.tHead.rows[0].cells].map((head) => {
      const unit = head.querySelector(".report-unit")?.textContent;
      const name = head.textContent.trim();
      return unit ? `${name.slice(0, -unit.length).trim()} (${unit})` : name;
    });
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, column) => (cell.dataset.label = names[column]));
    }
  };

  // The timeline: what is shown follows the kinds, the weight and the words that a reader chose.
  const addChoices = (block) => {
    const events = [...block.querySelectorAll(".report-event")];
    const texts = events.map((event) => plain(event.textContent));
    const inputs = [...block.querySelectorAll(".report-choices input")];
    const { box, search } = searchField(say("Search the events"), (fits) => {
      const kinds = inputs.filter((input) => input.name === "kind" && input.checked).map((input) => input.value);
      const all = inputs.some((input) => input.value === "all" && input.checked);
      events.forEach((event, index) => {
        const { kind, main } = event.dataset;
        event.hidden = !((all || main === "true") && (!kinds.length || kinds.includes(kind)) && fits(texts[index]));
      });
      return say("{shown} of {all} events", { shown: events.filter((event) => !event.hidden).length, all: events.length });
    });
    const reveal = () => {
      const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!events.includes(asked)) return;
      asked.hidden = false;
      asked.scrollIntoView();
    };
    const choices = block.querySelector(".report-choices");
    choices.append(box);
    choices.hidden = false;
    choices.addEventListener("change", search);
    addEventListener("hashchange", reveal);
    search();
    reveal();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("table.report-long").forEach(nameCells);
    document.querySelectorAll("table.report-table").forEach(foldLightRows);
    document.querySelectorAll("table.searchable").forEach((table) => addSorting(table, addSearch(table)));
    document.querySelectorAll(".report-timeline").forEach(addChoices);
  });
})();

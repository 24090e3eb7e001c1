// Search and sorting for tables marked "searchable". Letters match with and without accents.
(() => {
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

  const addSearch = (table) => {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => plain(row.textContent));
    const box = document.createElement("div");
    box.className = "report-search";
    const field = Object.assign(document.createElement("input"), { type: "search", placeholder: "Filter rows" });
    field.setAttribute("aria-label", `Filter rows: ${table.caption.textContent}`);
    const count = document.createElement("output");
    const filter = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      count.value = `${shown} of ${rows.length} rows`;
    };
    field.addEventListener("input", filter);
    box.append(field, count);
    table.closest(".report-scroll").before(box);
    filter();
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(value);
    return value === "" || Number.isNaN(number) ? plain(value) : number;
  };

  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));

  const addSorting = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((one, two) => compare(key(one, column), key(two, column)) * (down ? -1 : 1));
        table.tBodies[0].append(...rows);
      });
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("table.searchable").forEach((table) => {
      addSearch(table);
      addSorting(table);
    });
  });
})();

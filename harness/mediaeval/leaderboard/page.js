// Each heading of a column sorts the rows of its table; a second time, the other way round.
"use strict";
const compare = new Intl.Collator(undefined, { numeric: true }).compare;

const key = (row, column) => {
  const cell = row.cells[column];
  return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent.trim();
};

const sort = (heading) => {
  const table = heading.closest("table");
  const column = heading.cellIndex;
  const first = heading.classList.contains("figure") ? "descending" : "ascending";
  const other = first === "descending" ? "ascending" : "descending";
  const way = heading.getAttribute("aria-sort") === first ? other : first;
  for (const each of heading.parentNode.cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", way);
  const body = table.tBodies[0];
  const sign = way === "ascending" ? 1 : -1;
  const rows = [...body.rows].sort((one, two) => {
    const [a, b] = [key(one, column), key(two, column)];
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : compare(a, b));
  });
  body.append(...rows);
};

for (const button of document.querySelectorAll("thead button")) {
  button.addEventListener("click", () => sort(button.closest("th")));
}

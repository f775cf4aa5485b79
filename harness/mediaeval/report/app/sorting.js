// Tables that came whole with the page, sorted by a column's button.

/** Say by aria-sort which column a table is sorted by. */
function markSorted(head, direction) {
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
}

/** What the next press of a column's button asks for: numbers the highest first to begin with, words from a to z. */
function nextDirection(head, first) {
  const now = head.getAttribute("aria-sort");
  if (!now) return first;
  return now === "ascending" ? "descending" : "ascending";
}

function startSorting() {
  for (const table of document.querySelectorAll("table.sortable")) {
    for (const button of table.querySelectorAll("thead .sort")) {
      button.addEventListener("click", () => sortRows(table, button.closest("th")));
    }
  }
}

function sortRows(table, head) {
  const direction = nextDirection(head, head.classList.contains("text") ? "ascending" : "descending");
  const sign = direction === "ascending" ? 1 : -1;
  const value = (row) => {
    const cell = row.cells[head.cellIndex];
    const text = cell.textContent.trim();
    return head.classList.contains("text") ? text : Number(cell.dataset.value ?? text.replaceAll(",", ""));
  };
  const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
  rows.sort(([a], [b]) => sign * (typeof a === "number" ? a - b : a.localeCompare(b)));
  table.tBodies[0].append(...rows.map(([, row]) => row));
  markSorted(head, direction);
}

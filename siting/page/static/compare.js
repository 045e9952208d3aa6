/* Two plans side by side: choices in the tables are choices on the map; tables sort by their headings. */
function places_ready() {
  document.getElementById("report").addEventListener("click", (event) => {
    const button = event.target.closest("button.go");
    if (!button) return;
    for (const kind of ["site", "outlet", "circle"])
      if (button.dataset[kind] !== undefined) on_map({ kind, id: button.dataset[kind] });
    to_map();
  });
}

/* A circle followed from the map: its line in the table. */
function circle_ready() {
  if (!window.siting || !window.siting.on) return;
  window.siting.on("circle", ({ id }) => {
    const buttons = [...document.querySelectorAll("#circles [data-circle]")];
    const row = buttons.find((button) => button.dataset.circle === id)?.closest("tr");
    for (const each of document.querySelectorAll("#circles tr.chosen")) each.classList.remove("chosen");
    if (!row) return;
    row.classList.add("chosen");
    row.scrollIntoView({ block: "center" });
  });
}

function value_of(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.innerText.trim() : Number(cell.dataset.value);
}

function sort_table(table, column, heading) {
  const body = table.tBodies[0];
  const down = heading.getAttribute("aria-sort") === "ascending";
  const rows = [...body.rows].map((row) => [value_of(row, column), row]);
  const compare = (one, other) =>
    typeof one[0] === "number" ? one[0] - other[0] : String(one[0]).localeCompare(String(other[0]), root.lang);
  rows.sort((one, other) => (down ? compare(other, one) : compare(one, other)));
  body.append(...rows.map(([, row]) => row));
  for (const each of heading.parentElement.cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
}

function tables_ready() {
  for (const table of document.querySelectorAll("table.sortable"))
    [...table.tHead.rows[0].cells].forEach((heading, column) =>
      heading.querySelector("button").addEventListener("click", () => sort_table(table, column, heading)),
    );
}

formats_ready();
tools_ready();
places_ready();
tables_ready();
circle_ready();

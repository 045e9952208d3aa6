/* The project list: search, filters, sorting, and the way to the map. */
function projects_ready(data) {
  const table = document.getElementById("project-table");
  if (!table) return;
  const list = data.projects, body = table.tBodies[0], form = document.getElementById("project-filter");
  const rows = [...body.rows].map((row) => ({ row, at: Number(row.dataset.row) }));
  for (const each of rows)
    each.text = ["site", "name", "circle", "district"].map((key) => list[key][each.at]).join("\n").toLowerCase();
  const orders = project_orders(data);

  function filter() {
    const value = (name) => (form.elements[name] ? form.elements[name].value : "");
    const words = value("text").trim().toLowerCase().split(/\s+/);
    let count = 0, cost = 0, people = 0;
    for (const { row, at, text } of rows) {
      const fits = words.every((word) => text.includes(word))
        && ["format", "phase", "circle"].every((name) => !value(name) || String(list[name][at]) === value(name));
      row.hidden = !fits;
      if (fits) (count += 1), (cost += list.cost[at]), (people += list.newly[at]);
    }
    const values = { shown: grouped(count), all: grouped(list.site.length), cost: grouped(cost), people: grouped(people) };
    document.getElementById("project-count").replaceChildren(...shown(filled(data.words.shown, values)));
  }

  function sort(button) {
    const head = button.closest("th"), down = head.getAttribute("aria-sort") === "ascending";
    for (const each of table.querySelectorAll("[aria-sort]")) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = orders[button.dataset.sort], sign = down ? -1 : 1;
    rows.sort((one, other) => sign * compare(one.at, other.at) || one.at - other.at);
    body.append(...rows.map((each) => each.row));
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (button) sort(button);
  });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (!row || event.target.closest("a")) return;
    on_map({ kind: "site", id: list.site[Number(row.dataset.row)] });
    to_map();
  });
  const choose = (id) => {
    for (const { row, at } of rows) row.classList.toggle("chosen", list.site[at] === id);
  };
  if (window.siting && window.siting.on)
    window.siting.on("select", (what) => choose(what && what.kind === "site" ? what.id : null));
  filter();
}

function project_orders(data) {
  const list = data.projects, collator = new Intl.Collator(undefined, { numeric: true });
  const text = (key) => (one, other) => collator.compare(list[key][one], list[key][other]);
  const number = (key) => (one, other) => list[key][one] - list[key][other];
  const name = (at) => data.formats[list.format[at]].names[root.lang];
  const phase = new Map(data.phases.map(([id], number) => [id, number]));
  return {
    rank: (one, other) => one - other,
    site: text("site"),
    circle: text("circle"),
    phase: (one, other) => phase.get(list.phase[one]) - phase.get(list.phase[other]),
    format: (one, other) => collator.compare(name(one), name(other)),
    cost: number("cost"),
    newly: number("newly"),
    only_here: number("only_here"),
  };
}

/* One circle, one plan: the sheet of a circle or of a district, written from the page's data when it is asked for. */
function sheets_ready(data) {
  const sheet = document.getElementById("sheet"), report = document.getElementById("report");
  let kept = 0;

  function open(what, follow) {
    const content = what.kind === "circle" ? circle_sheet(data, what.id) : district_sheet(data, what.id);
    if (!document.body.classList.contains("sheet")) kept = report.scrollTop || window.scrollY;
    sheet.replaceChildren(sheet_ways(data, what, close), ...(content || [make("p", {}, data.words.not_found, " " + what.id)]));
    sheet.hidden = false;
    document.body.classList.add("sheet");
    report.scrollTop = 0;
    if (follow) note_address(what);
    on_map(what.kind === "circle" ? { kind: "circle", id: what.id, quiet: true } : null);
    const heading = sheet.querySelector("h2");
    if (heading && follow) heading.focus({ preventScroll: true });
    if (follow && matchMedia("(max-width: 860px)").matches) sheet.scrollIntoView();
  }

  function close(follow) {
    if (!document.body.classList.contains("sheet")) return;
    document.body.classList.remove("sheet");
    sheet.hidden = true;
    sheet.replaceChildren();
    report.scrollTop = kept;
    if (follow) note_address(null);
    on_map(null);
    if (matchMedia("(max-width: 860px)").matches) window.scrollTo(0, kept);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#circle="], a[href^="#district="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const [kind, id] = [...new URLSearchParams(link.getAttribute("href").slice(1))][0];
    open({ kind, id }, true);
  });
  document.addEventListener("change", (event) => {
    const kind = event.target.dataset && event.target.dataset.open;
    if (kind && event.target.value) open({ kind, id: event.target.value }, true);
    if (kind) event.target.value = "";
  });
  for (const name of ["hashchange", "popstate"])
    window.addEventListener(name, () => (asked_for() ? open(asked_for(), false) : close(false)));
  if (window.siting && window.siting.on) window.siting.on("circle", (what) => open({ kind: "circle", id: what.id }, true));
  if (asked_for() || data.opens_with) open(asked_for() || data.opens_with, false);
}

function sheet_ways(data, what, close) {
  const words = data.words, ids = what.kind === "circle" ? data.circles.id : Object.keys(data.districts).sort();
  const at = ids.indexOf(what.id), ways = [];
  ways.push(make("button", { type: "button", onclick: () => close(true) }, "← ", words.back));
  const step = (id, text) => make("a", { href: `#${what.kind}=${encodeURIComponent(id)}`, class: "step" }, text);
  if (at > 0) ways.push(step(ids[at - 1], words.previous));
  if (at >= 0 && at + 1 < ids.length) ways.push(step(ids[at + 1], words.next));
  ways.push(make("button", { type: "button", onclick: () => window.print() }, words.print_sheet));
  return make("div", { class: "ways" }, ways);
}

function sheet_head(kind, name, id, parts) {
  const title = make("h2", { tabindex: "-1" }, name || id);
  if (name && name !== id) title.append(" ", make("small", {}, id));
  return [make("p", { class: "kind" }, kind), title, ...parts];
}

function headline_list(items) {
  const boxes = items.map(([value, label, detail]) =>
    make("div", {}, make("dt", {}, label), make("dd", { class: "big" }, value), detail ? make("dd", { class: "detail" }, detail) : null));
  return make("dl", { class: "headlines" }, boxes);
}

function sheet_table(heads, lines, total) {
  const cell = (tag, text, number, scope) => make(tag, { class: number ? "num" : null, scope }, text);
  const row = (line, mark) => make("tr", { class: mark }, line.map((text, at) =>
    at ? cell("td", text, heads[at][1]) : cell("th", text, false, "row")));
  return make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, make("tr", {}, heads.map(([text, number]) => cell("th", text, number, "col")))),
    make("tbody", {}, lines.map((line) => row(line))),
    total ? make("tfoot", {}, row(total, "total")) : null));
}

/* What opens: a line an outlet of the project list. */
function opened_table(data, rows) {
  const words = data.words, list = data.projects, phased = data.phases.length > 0;
  if (!rows.length) return make("p", {}, words.nothing_opens);
  const heads = [[words.site, false], [words.format, false]];
  if (phased) heads.push([words.phase, false]);
  heads.push([words.cost, true], [words.newly, true]);
  const told = rows.some((row) => data.formats[list.format[row]].department);
  if (told) heads.push([words.department, false]);
  const sum = (key) => grouped(rows.reduce((found, row) => found + list[key][row], 0));
  const lines = rows.map((row) => {
    const go = make("button", { type: "button", class: "go", onclick: () => (on_map({ kind: "site", id: list.site[row] }), to_map()) },
      list.name[row] || list.site[row]);
    const format = data.formats[list.format[row]];
    const line = [go, format.names];
    if (phased) line.push(list.phase[row]);
    line.push(grouped(list.cost[row]), grouped(list.newly[row]));
    return told ? [...line, format.department || words.not_said] : line;
  });
  const total = [words.total, "", ...(phased ? [""] : []), sum("cost"), sum("newly"), ...(told ? [""] : [])];
  return make("div", {}, sheet_table(heads, lines, total), make("p", { class: "hint" }, words.newly_note));
}

function rows_where(data, key, value) {
  const found = [];
  data.projects[key].forEach((each, row) => each === value && found.push(row));
  return found;
}

/* Legend: the colours and marks that are on the map now, with the people behind them as summary.json has them. */

const FEW_LINES = 6;
let formats_open = null; // as the reader has left it

function legend_line(mark, text, number) {
  const count = number === undefined || number === null ? "" : make("span", "sm-count", number);
  return make("li", "", [mark, make("span", "", text), count]);
}

function square(colour) {
  return swatch("sm-square", colour);
}

function state_lines() {
  const { colours, cells } = data, format = chosen_format(), view = siting.state.view;
  const entry = data.formats[format].figures[chosen_phase()];
  const [all, before, after] = entry || [];
  const people = (number) => (entry ? figure(number, 2) : null);
  if (view === "before") return [legend_line(square(colours.there), t("there"), people(before)), legend_line(square(colours.short), t("short"), people(all - before))];
  if (view === "after") return [legend_line(square(colours.there), t("there"), people(after)), legend_line(square(colours.short), t("short"), people(all - after))];
  const mine = cells.state.subarray(format * cells.n, (format + 1) * cells.n), losses = mine.includes(LOST);
  const lines = [
    legend_line(square(colours.there), t("there_today"), losses ? null : people(before)),
    legend_line(square(colours.new), t("new"), losses ? null : people(after - before)),
    legend_line(square(colours.short), t("short"), losses ? null : people(all - after)),
  ];
  return losses ? [...lines, legend_line(square(colours.lost), t("lost"))] : lines;
}

function count_lines() {
  const change = siting.state.view === "change", shown = palette.slice(0, -1); // the last one is of losses
  const bar = make("div", "sm-ramp", shown.map((colour) => {
    const part = make("i");
    part.style.background = colour;
    return part;
  }), { "aria-hidden": "true" });
  const last = shown.length - 1;
  const ends = make("div", "sm-ends", [make("span", "", "0"), make("span", "", String(last))]);
  const text = change ? t("count_new") : t("count_there", { count: shown_formats().length });
  const lost = losses ? [make("ul", "sm-lines", legend_line(square(data.colours.lost), t("loses_some")))] : [];
  return [make("p", "sm-note", text), bar, ends, ...lost];
}

function mark_lines() {
  const { colours } = data, tally = marks.tally, lines = [];
  const add = (kind, mark, word) => tally[kind] && lines.push(legend_line(mark, t(word), figure(tally[kind])));
  add("existing", swatch("sm-dot", colours.existing), "existing");
  add("closed", swatch("sm-dot sm-crossed", colours.existing), "closed");
  if (tally.opened) lines.push(...opened_lines());
  add("vacant", swatch("sm-hollow", colours.vacant), "vacant");
  return lines;
}

/* New outlets: of one format its colour; of several each with its own. */
function opened_lines() {
  const found = marks.filter((mark) => mark.kind === "opened"), counted = new Map();
  for (const mark of found)
    for (const k of mark.places) counted.set(data.opened.format[k], (counted.get(data.opened.format[k]) || 0) + 1);
  const total = [...counted.values()].reduce((sum, one) => sum + one, 0);
  if (chosen_format() >= 0)
    return [legend_line(swatch("sm-diamond", data.formats[chosen_format()].colour), t("opened"), figure(total))];
  const lines = [...counted].sort((a, b) => a[0] - b[0]).map(([format, count]) =>
    legend_line(swatch("sm-diamond", data.formats[format].colour), format_name(format), figure(count)));
  const many = found.some((mark) => mark.places.length > 1);
  if (many) lines.push(legend_line(swatch("sm-diamond", data.colours.opens), t("several")));
  const summary = make("summary", "sm-more", [t("opened"), make("span", "sm-count", figure(total))]);
  const fold = make("details", "sm-by-format", [summary, make("ul", "sm-lines", lines)]);
  fold.open = formats_open === null ? counted.size <= FEW_LINES : formats_open;
  summary.addEventListener("click", () => (formats_open = !fold.open));
  return [make("li", "", fold)];
}

function circle_lines() {
  if (!siting.state.layers.circles || !boxes.some(Boolean)) return [];
  const line = (colour, text) => legend_line(swatch("sm-line", colour), text);
  if (data.grades.length) {
    const names = data.grades.map((name, level) => line(grade_colour(level), said(name)));
    const none = legend_line(swatch("sm-line sm-dashed", NO_GRADE), t("no_grade"));
    return [make("li", "sm-head", t("circle_grade")), none, ...names];
  }
  if (chosen_format() < 0) return [line(data.colours.circle, t("circle"))];
  const fifths = [0, 1, 2, 3, 4].map((fifth) => line(share_colour(fifth), `${fifth * 20}–${fifth * 20 + 20}%`));
  return [make("li", "sm-head", t("circle_share")), ...fifths];
}

function legend() {
  const format = chosen_format(), homes = siting.state.layers.demand && data.cells.n;
  const title = format >= 0 ? format_name(format) : t("all_formats");
  const group = format >= 0 ? said(data.formats[format].group) : "";
  const parts = [make("h2", "sm-title", title)];
  if (homes && format >= 0) {
    if (group && data.formats[format].figures.length) parts.push(make("p", "sm-note", t("counted", { group })));
    parts.push(make("ul", "sm-lines", state_lines()));
  } else if (homes) parts.push(...count_lines());
  parts.push(make("ul", "sm-lines", [...mark_lines(), ...circle_lines()]));
  if (data.cells.unplaced) parts.push(make("p", "sm-note", t("unplaced", { count: figure(data.cells.unplaced) })));
  if (data.streets.left_out) parts.push(make("p", "sm-note", t("left_out")));
  return parts;
}

function show_legend(place) {
  let fold = place.querySelector("details");
  if (!fold) {
    fold = make("details", "sm-legend");
    fold.open = window.innerWidth > 860;
    place.replaceChildren(fold);
  }
  fold.replaceChildren(make("summary", "sm-summary", t("legend")), ...legend());
}

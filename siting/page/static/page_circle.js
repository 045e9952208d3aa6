/* The two kinds of sheet: what stands in a circle's, and in a district's. */
function circle_sheet(data, id) {
  const circles = data.circles, at = circles.id.indexOf(id), words = data.words;
  if (at < 0) return null;
  const rows = rows_where(data, "circle", id), present = presence(data, at);
  const items = [[grouped(circles.people[at]), words.people_live]];
  if (circles.grade.length) items.push([grade_pair(data, circles.grade[at]), words.grade_is]);
  items.push([`${present[0]} → ${present[1]}`, words.services_there, filled(words.of_formats, { all: data.formats.length })]);
  items.push([grouped(rows.length), words.outlets_open]);
  items.push([both_money(data, circles.cost[at]), words.money_here,
    circles.site_cost[at] ? [grouped(circles.site_cost[at]), " ", words.of_sites] : null]);
  const district = circles.district[at];
  const where = district ? make("p", {}, words.in_district, ": ", make("a", { href: "#district=" + encodeURIComponent(district) }, district)) : null;
  const closed = data.closed.filter((each) => each.circle === id);
  return sheet_head(words.circle_plan, circles.name[at], id, [
    ...(where ? [where] : []),
    notice_list(data),
    headline_list(items),
    make("h3", {}, words.what_opens),
    opened_table(data, rows),
    ...(closed.length ? [make("h3", {}, words.what_closes), closed_list(data, closed)] : []),
    make("h3", {}, words.services),
    format_table(data, at),
    make("p", { class: "hint" }, words.served_note),
  ]);
}

function notice_list(data) {
  const lines = { en: data.notices.en.split("\n"), zh: data.notices.zh.split("\n") };
  if (!data.notices.en && !data.notices.zh) return make("p", {}, data.title);
  const most = Math.max(lines.en.length, lines.zh.length);
  const items = Array.from({ length: most }, (_, at) => make("li", {}, { en: lines.en[at] || "", zh: lines.zh[at] || "" }));
  return make("ul", { class: "notices" }, items);
}

function presence(data, at) {
  const circles = data.circles, outlets = circles.outlets[at];
  const later = outlets.map((count, format) => count - circles.closed[at][format] + circles.opened[at][format]);
  return [outlets.filter((count) => count > 0).length, later.filter((count) => count > 0).length];
}

function grade_pair(data, [before, after]) {
  const name = (level) => (level < 0 ? data.words.no_grade : data.grades[level]);
  return filled({ en: "{before} → {after}", zh: "{before} → {after}" }, { before: name(before), after: name(after) });
}

function both_money(data, amount) {
  return { en: `${grouped(amount)} ${data.currency.en}`, zh: `${grouped(amount)} ${data.currency.zh}` };
}

/* A line a format: the mark of the matrix, outlets, people of its group, people short before and after. */
function format_table(data, at) {
  const circles = data.circles, words = data.words;
  const heads = [[words.format, false], [words.outlets_today, true], [words.outlets_after, true], [words.group, true], [words.short_before, true], [words.short_after, true]];
  const lines = data.formats.map((format, number) => {
    const today = circles.outlets[at][number], opened = circles.opened[at][number];
    const later = today - circles.closed[at][number] + opened, of = circles.of[at][number];
    const state = today && !later ? "closed" : today && opened ? "more" : today ? "there" : later ? "new" : "short";
    const symbol = { closed: "×", more: "◉", there: "●", new: "✚", short: "○" }[state];
    const name = make("span", {}, make("b", { class: `state c-${state}` }, symbol), " ", format.names);
    const short = (when) => grouped(Math.max(0, of - circles[when][at][number]));
    return [name, today, make("b", {}, later), grouped(of), short("before"), make("b", {}, short("after"))];
  });
  return sheet_table(heads, lines);
}

function closed_list(data, closed) {
  const names = Object.fromEntries(data.formats.map((format) => [format.id, format.names]));
  return make("ul", {}, closed.map((each) => make("li", {}, each.name || each.outlet, " · ", names[each.format] || each.format)));
}

function district_sheet(data, name) {
  const words = data.words, entry = Object.hasOwn(data.districts, name) ? data.districts[name] : null;
  if (!entry) return null;
  const circles = data.circles, mine = [];
  circles.district.forEach((each, at) => each === name && mine.push(at));
  const rows = rows_where(data, "district", name), items = [];
  if (mine.length) items.push([grouped(mine.reduce((sum, at) => sum + circles.people[at], 0)), words.people_live]);
  items.push([grouped(rows.length), words.outlets_open]);
  items.push([both_money(data, entry.cost), words.money_here, entry.site_cost ? [grouped(entry.site_cost), " ", words.of_sites] : null]);
  const parts = [notice_list(data), headline_list(items)];
  if (rows.length) parts.push(make("h3", {}, words.by_format), by_format(data, rows));
  if (mine.length) parts.push(make("h3", {}, words.circles_here), circle_table(data, mine));
  return sheet_head(words.district_plan, name, name, [...parts, make("h3", {}, words.what_opens), opened_table(data, rows)]);
}

function by_format(data, rows) {
  const words = data.words, list = data.projects, lines = [];
  data.formats.forEach((format, number) => {
    const mine = rows.filter((row) => list.format[row] === number);
    if (!mine.length) return;
    const sum = (key) => grouped(mine.reduce((found, row) => found + list[key][row], 0));
    lines.push([format.names, mine.length, sum("cost"), sum("newly")]);
  });
  return sheet_table([[words.format, false], [words.opened, true], [words.cost, true], [words.newly, true]], lines);
}

function circle_table(data, mine) {
  const circles = data.circles, words = data.words, graded = circles.grade.length > 0;
  const heads = [[words.circle, false], [words.people, true]];
  if (graded) heads.push([words.grade_is, false]);
  heads.push([words.opened, true], [words.cost, true]);
  const lines = mine.map((at) => {
    const id = circles.id[at], opened = circles.opened[at].reduce((sum, count) => sum + count, 0);
    const link = make("a", { href: "#circle=" + encodeURIComponent(id) }, circles.name[at] || id);
    const line = [link, grouped(circles.people[at])];
    if (graded) line.push(grade_pair(data, circles.grade[at]));
    return [...line, opened, grouped(circles.cost[at])];
  });
  return sheet_table(heads, lines);
}

/* Popups: what is known of a home, a site, an outlet, a circle. Names are set as text, never as markup. */

function heading(title, lines) {
  const rows = lines.filter(Boolean).map((line) => make("div", "sm-sub", line));
  return [make("h2", "sm-title", title), ...rows];
}

function circle_line(i) {
  if (!data.circles.n) return null;
  if (i < 0) return t("outside");
  const name = t("in_circle", { name: name_of(data.circles, i) });
  return button_link(name, () => siting.select({ kind: "circle", id: data.circles.id.at(i) }));
}

function button_link(text, run) {
  const button = make("button", "sm-link", text, { type: "button" });
  button.addEventListener("click", run);
  return button;
}

/* Homes. */

function walk_text(steps, format) {
  const { limit, unit } = data.formats[format], step = data.cells.steps[format];
  if (steps === 255) return t("beyond", { limit: figure(limit, 1) });
  return figure(steps * step, unit === "min" ? 1 : 0);
}

function home_popup(i) {
  const { cells } = data, name = cells.name && cells.name.at(i);
  const title = name && name !== cells.id.at(i) ? `${name} · ${cells.id.at(i)}` : t("home", { id: cells.id.at(i) });
  const since = data.phases.length && cells.phase[i] > 0 ? t("from_then", { phase: phase_name(cells.phase[i]) }) : null;
  const people = t("people", { count: figure(cells.people[i] / 100, 2) });
  const head = heading(title, [make("strong", "", people), since, circle_line(cells.circle[i])]);
  const tiers = tiers_of(data.formats.keys());
  const rows = tiers.flatMap((tier) => {
    const mine = data.formats.map((_, f) => f).filter((f) => data.formats[f].tier === tier);
    const title_row = make("tr", "sm-tier", make("th", "", t(tier), { colspan: 4, scope: "colgroup" }));
    return [...(tiers.length > 1 ? [title_row] : []), ...mine.map((f) => walk_row(i, f))];
  });
  const table = make("table", "sm-walks", [
    make("caption", "sm-caption", t("walk")),
    make("thead", "", make("tr", "", ["format", "before", "after", ""].map((key) => make("th", "", key && t(key))))),
    make("tbody", "", rows),
  ]);
  return make("div", "sm-popup", [...head, table]);
}

function walk_row(i, format) {
  const { cells } = data, n = cells.n, state = cells.state[format * n + i];
  const before = cells.before[format * n + i], after = (before - cells.nearer[format * n + i]) & 255;
  const look = state >= NEW ? "new" : state === LOST ? "lost" : state === THERE ? "there" : "short";
  const unit = t(data.formats[format].unit);
  const when = state >= NEW && data.phases.length ? t("from_phase", { phase: phase_name(state - NEW) }) : "";
  const row = make("tr", `sm-${look}`, [
    make("th", "", [swatch("sm-square", data.colours[look]), format_name(format)], { scope: "row" }),
    make("td", "", walk_text(before, format)),
    make("td", "sm-after", walk_text(after, format)),
    make("td", "sm-unit", unit),
  ]);
  if (when) row.firstChild.append(make("small", "sm-when", when));
  if (format === chosen_format()) row.classList.add("sm-chosen");
  return row;
}

/* Sites. */

function site_popup(i) {
  const { sites } = data, name = sites.name.at(i), id = sites.id.at(i);
  const facts = [sites.kind.at(i), sites.district.at(i)];
  if (sites.area_m2[i] > 0) facts.push(t("area", { area: figure(sites.area_m2[i]) }));
  const title = name && name !== id ? `${name} · ${id}` : id;
  const head = heading(title, [facts.filter(Boolean).join(" · "), circle_line(sites.circle[i])]);
  const places = opened_at.get(i) || [];
  const inside = places.length ? places.map((k) => opening(k)) : [vacancy(i)];
  return make("div", "sm-popup", [...head, ...inside]);
}

function vacancy(i) {
  const many = data.formats.length;
  const names = data.formats.map((_, f) => f).filter((f) => data.sites.admits[i * many + f]).map(format_name);
  const listed = names.join(siting.state.lang === "zh" ? "、" : ", ");
  const can = names.length ? t("could_admit", { formats: listed }) : t("admits_none");
  return make("p", "", [t("vacant_here"), make("br"), can]);
}

function opening(k) {
  const { opened } = data, format = opened.format[k], look = data.formats[format];
  const phase = data.phases.length ? make("span", "sm-chip", phase_name(opened.phase[k])) : "";
  const title = make("h3", "sm-open", [swatch("sm-diamond", look.colour), format_name(format), " ", phase]);
  if (opened.rank[k] === null) return make("section", "sm-opening", [title, make("p", "sm-why", t("kept"))]);
  const facts = [["cost", money(opened.cost[k])]];
  if (opened.site_cost[k]) facts.push(["site_cost", money(opened.site_cost[k])]);
  facts.push(["newly", figure(opened.newly_covered[k], 2)], ["only_here", figure(opened.only_here[k], 2)]);
  facts.push(["total", figure(opened.total_covered[k], 2)]);
  return make("section", "sm-opening", [title, fact_list(facts.map(([key, value]) => [t(key), value])), why(k)]);
}

function fact_list(facts) {
  return make("dl", "sm-facts", facts.map(([key, value]) => make("div", "", [make("dt", "", key), make("dd", "", value)])));
}

/* Why this outlet opens here, in a sentence or two. */
function why(k) {
  const { opened } = data, format = data.formats[opened.format[k]], newly = opened.newly_covered[k];
  const named = {
    newly: figure(newly, 2), only_here: figure(opened.only_here[k], 2), group: said(format.group),
    format: format_name(opened.format[k]), limit: figure(format.limit, 1), unit: t(format.unit),
  };
  const each = newly > 0 ? (opened.cost[k] + opened.site_cost[k]) / newly : 0;
  const place = { rank: figure(opened.rank[k]), count: figure(opened.n) };
  const ranked = each > 0 ? t("why_rank", { ...place, each: money(each, each < 10 ? 2 : 0) }) : t("why_rank_free", place);
  return make("p", "sm-why", [newly > 0 ? t(named.group ? "why_group" : "why", named) : t("why_none", named), " ", ranked]);
}

/* Outlets of today and circles. */

function outlet_popup(i) {
  const { outlets } = data, name = outlets.name.at(i), id = outlets.id.at(i), format = outlets.format[i];
  const head = heading(name || id, [name && name !== id ? id : null, circle_line(outlets.circle[i])]);
  const title = make("h3", "sm-open", [swatch("sm-dot", data.colours.existing), format_name(format)]);
  return make("div", "sm-popup", [...head, title, make("p", "", t(outlets.closes[i] ? "closes" : "stays"))]);
}

function circle_popup(i) {
  const { circles } = data, name = circles.name.at(i), id = circles.id.at(i);
  const head = heading(name || id, [[name && name !== id ? id : "", circles.district.at(i)].filter(Boolean).join(" · ")]);
  const facts = [];
  const fact = (key, value) => facts.push([t(key), value]);
  const number = (list) => figure(list[i]);
  if (circles.people[i] !== null) head.push(make("div", "sm-sub", make("strong", "", t("people", { count: number(circles.people) }))));
  if (data.grades.length) fact("grade", `${grade_name(circles.grade_before[i])} → ${grade_name(circles.grade_after[i])}`);
  const present = [circles.formats_present_before, circles.formats_present_after].map(number);
  if (circles.formats_present_after[i] !== null) fact("present", present.join(" → "));
  const [before, after] = ["before", "after"].map((view) => circle_share(i, view));
  if (before >= 0) facts.push([t("within_reach", { format: format_name(chosen_format()) }), `${percent(before)} → ${percent(after)}`]);
  if (circles.opened[i] !== null) fact("new_outlets", number(circles.opened));
  if (circles.cost[i] !== null) fact("costs", money(circles.cost[i]));
  const sheet = button_link(t("sheet"), () => emit("circle", { id }));
  return make("div", "sm-popup", [...head, fact_list(facts), make("p", "", sheet)]);
}

function grade_name(level) {
  return level < 0 ? t("no_grade") : said(data.grades[level]);
}

function percent(tenths) {
  return `${figure(tenths / 10, 1)}%`;
}

/* Marks: outlets of today (dots), closing ones (rings with a cross), new outlets (diamonds), vacant sites (squares). */

let opened_at = new Map(); // site -> places in data.opened, best first
let base_zoom = 0; // at which everything is in view

function gather_opened() {
  opened_at = new Map();
  data.opened.site.forEach((site, k) => {
    if (!opened_at.has(site)) opened_at.set(site, []);
    opened_at.get(site).push(k);
  });
}

/* What opens at a site of the formats and up to the phase that are shown. */
function opened_shown(site) {
  const formats = shown_formats(), phase = chosen_phase();
  return (opened_at.get(site) || []).filter(
    (k) => formats.includes(data.opened.format[k]) && data.opened.phase[k] <= phase,
  );
}

/* Marks that are shown now, in the order in which they are drawn: {kind, i, x, y, places}. */
function shown_marks() {
  const { layers, view } = siting.state, { outlets, sites } = data, formats = new Set(shown_formats()), found = [];
  const add = (kind, part, i, places) => {
    if (part.x[i] !== NOWHERE) found.push({ kind, i, x: part.x[i], y: part.y[i], places });
  };
  const openings = sites.n && view !== "before" ? [...opened_at.keys()].map((i) => [i, opened_shown(i)]) : [];
  const taken = new Set(openings.filter(([, places]) => places.length).map(([i]) => i));
  if (layers.vacant)
    for (let i = 0; i < sites.n; i++) if (!taken.has(i) && !opened_at.has(i) && may_take(i, formats)) add("vacant", sites, i);
  if (layers.outlets)
    for (let i = 0; i < outlets.n; i++)
      if (formats.has(outlets.format[i])) add(outlets.closes[i] && view !== "before" ? "closed" : "existing", outlets, i);
  if (layers.opened) for (const [i, places] of openings) if (places.length) add("opened", sites, i, places);
  return found;
}

function may_take(site, formats) {
  const many = data.formats.length;
  for (const format of formats) if (data.sites.admits[site * many + format]) return true;
  return false;
}

let marks = [];
function choose_marks() {
  marks = shown_marks();
  const tally = {};
  for (const mark of marks) tally[mark.kind] = (tally[mark.kind] || 0) + 1;
  marks.tally = tally;
}

// of the distance between marks if they were spread over the whole map, bounds in pixels, growth with the zoom
const RADIUS = {
  existing: [0.07, 0.9, 3.5, 7, 0.8],
  closed: [0.12, 2.5, 5, 9, 1],
  vacant: [0.06, 0.8, 2.6, 6, 0.7],
  opened: [0.075, 2.8, 6.5, 12, 1.1],
};

const WALK_M_MIN = 75;

/* About how far the formats shown reach: a mark must not hide the homes that its outlet serves. */
function reach_m() {
  return Math.max(...shown_formats().map((f) => data.formats[f].limit * (data.formats[f].unit === "min" ? WALK_M_MIN : 1)));
}

/* Pixels from the middle of a mark to its edge: small while many are in view, larger as one comes near. */
function mark_radius(kind, zoom) {
  const size = map.getSize(), apart_px = Math.sqrt((size.x * size.y) / (marks.tally[kind] || 1));
  const near = Math.max(0, zoom - base_zoom);
  const [share, least, usual, most, growth] = RADIUS[kind], own = kind === "opened" ? 0.33 : 0.2;
  const whole = Math.min(usual, apart_px * share, own * reach_m() * map.options.crs.scale(zoom));
  return Math.min(most, Math.max(least, whole) + near * growth);
}

function paint_marks(context, view) {
  paint_circles(context, view);
  const zoom = map.getZoom(), picked = siting.state.selected;
  for (const mark of marks) {
    const x = view.left + mark.x * view.scale, y = view.top - mark.y * view.scale;
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    const part = mark.kind === "vacant" || mark.kind === "opened" ? "site" : "outlet";
    const ids = part === "site" ? data.sites.id : data.outlets.id, radius = mark_radius(mark.kind, zoom);
    DRAW[mark.kind](context, x, y, radius, mark);
    if (picked && picked.kind === part && picked.id === ids.at(mark.i)) halo(context, x, y, radius + 5);
  }
  label_circles(context, view);
}

function halo(context, x, y, radius) {
  context.strokeStyle = "#1c2430";
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.stroke();
}

function diamond(context, x, y, radius) {
  context.beginPath();
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
}

const DRAW = {
  existing(context, x, y, radius) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fillStyle = data.colours.existing;
    context.globalAlpha = Math.min(1, Math.max(0.3, 0.4 * radius - 0.1)); // a crowd must not hide the homes
    context.fill();
    context.globalAlpha = 1;
    if (radius < 2.5) return;
    context.strokeStyle = "#fff";
    context.lineWidth = 1;
    context.stroke();
  },
  closed(context, x, y, radius) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fillStyle = "#fff";
    context.fill();
    context.moveTo(x - radius * 0.5, y - radius * 0.5);
    context.lineTo(x + radius * 0.5, y + radius * 0.5);
    context.moveTo(x + radius * 0.5, y - radius * 0.5);
    context.lineTo(x - radius * 0.5, y + radius * 0.5);
    context.strokeStyle = data.colours.existing;
    context.lineWidth = 1.6;
    context.stroke();
  },
  vacant(context, x, y, radius) {
    context.fillStyle = radius < 2 ? data.colours.vacant : "rgba(255,255,255,.85)";
    context.strokeStyle = data.colours.vacant;
    context.lineWidth = 1.2;
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    if (radius < 2) return;
    context.strokeRect(x - radius, y - radius, 2 * radius, 2 * radius);
  },
  opened(context, x, y, radius, mark) {
    const one = mark.places.length === 1;
    diamond(context, x, y, radius + 1.6);
    context.fillStyle = "#fff";
    context.fill();
    diamond(context, x, y, radius);
    context.fillStyle = one ? data.formats[data.opened.format[mark.places[0]]].colour : data.colours.opens;
    context.fill();
    context.strokeStyle = "rgba(20,26,38,.75)";
    context.lineWidth = 0.8;
    context.stroke();
    if (one || radius < 6.5) return;
    context.font = `700 ${Math.round(radius + 2)}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = "#fff";
    context.fillText(String(mark.places.length), x, y + 0.5);
  },
};

/* The mark under a place, new outlets first, or null; `slack` in pixels. */
function mark_at(x, y, scale, slack) {
  const zoom = map.getZoom();
  let best = null, least = Infinity;
  for (let k = marks.length - 1; k >= 0; k--) {
    const mark = marks[k], away = Math.hypot(mark.x - x, mark.y - y) * scale;
    const beside = away - mark_radius(mark.kind, zoom) - (mark.kind === "opened" ? 2 : 0);
    if (beside <= slack && beside < least) [best, least] = [mark, Math.max(beside, 0)];
  }
  return best;
}

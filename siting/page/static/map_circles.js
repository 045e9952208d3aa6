/* Life circles: outlines, coloured by grade or by the share of people within reach; names when there is room. */

const BLUES = ["#8fb8e8", "#0b2f7a"];
const NO_GRADE = "#8b93a1";
const LABEL_FROM_PX = 64;
let rings = []; // of each circle, its outlines: Float32Array of x, y
let boxes = []; // of each circle: west, south, east, north; null without outlines

function trace_circles() {
  const { circles } = data;
  let point = 0, ring = 0;
  for (let i = 0; i < circles.n; i++) {
    const mine = [], box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = 0; k < circles.rings[i]; k++) {
      const line = new Float32Array(2 * circles.points[ring++]);
      for (let j = 0; j < line.length; j += 2, point++) {
        line[j] = circles.x[point];
        line[j + 1] = circles.y[point];
        box[0] = Math.min(box[0], line[j]);
        box[1] = Math.min(box[1], line[j + 1]);
        box[2] = Math.max(box[2], line[j]);
        box[3] = Math.max(box[3], line[j + 1]);
      }
      mine.push(line);
    }
    rings.push(mine);
    boxes.push(mine.length ? box : null);
  }
}

function circle_grade(i) {
  const { circles } = data;
  return (siting.state.view === "before" ? circles.grade_before : circles.grade_after)[i];
}

/* Tenths of a per cent of the chosen format's people within reach; -1 where unknown. */
function circle_share(i, view) {
  const format = chosen_format(), { circles } = data;
  return format < 0 ? -1 : (view === "before" ? circles.share_before : circles.share_after)[format * circles.n + i];
}

function circle_colour(i) {
  if (data.grades.length) return grade_colour(circle_grade(i));
  const share = circle_share(i, siting.state.view);
  return share < 0 ? data.colours.circle : share_colour(Math.min(4, Math.floor(share / 200)));
}

function grade_colour(level) {
  return level < 0 ? NO_GRADE : mixed(...BLUES, data.grades.length < 2 ? 1 : level / (data.grades.length - 1));
}

function share_colour(fifth) {
  return mixed(...BLUES, fifth / 4);
}

function paint_circles(context, view) {
  if (!siting.state.layers.circles) return;
  const picked = siting.state.selected, chosen = picked && picked.kind === "circle" ? picked.id : null;
  for (const i of circles_in(view)) {
    const small = Math.min(boxes[i][2] - boxes[i][0], boxes[i][3] - boxes[i][1]) * view.scale;
    const width = Math.max(1, Math.min(2.4, small / 40));
    const colour = circle_colour(i), mine = chosen !== null && data.circles.id.at(i) === chosen;
    outline(context, view, i, mine ? "#1c2430" : colour, mine ? 5 : width, colour === NO_GRADE && !mine ? [6, 4] : []);
  }
}

function circles_in(view) {
  const seen = [];
  boxes.forEach((box, i) => {
    if (box && box[0] < view.east && box[2] > view.west && box[1] < view.north && box[3] > view.south) seen.push(i);
  });
  return seen;
}

/* Drawn on the inner side, so that neighbours show both of their colours; white between them. */
function outline(context, view, i, colour, width, dash) {
  context.save();
  context.beginPath();
  for (const line of rings[i]) {
    for (let j = 0; j < line.length; j += 2) {
      const x = view.left + line[j] * view.scale, y = view.top - line[j + 1] * view.scale;
      if (j) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
  }
  context.clip("evenodd");
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.strokeStyle = colour;
  context.lineWidth = 2 * width;
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = width < 1.6 ? "transparent" : "rgba(255,255,255,.9)";
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

/* Names where most of them have room, else ids; none where few of those have. */
function label_circles(context, view) {
  if (!siting.state.layers.circles) return;
  context.font = "600 12px system-ui, sans-serif";
  const { circles } = data, seen = circles_in(view);
  const fits = (text, i) => {
    const wide = (boxes[i][2] - boxes[i][0]) * view.scale;
    return wide >= LABEL_FROM_PX && context.measureText(text).width < wide - 8;
  };
  const ways = [(i) => name_of(circles, i), (i) => circles.id.at(i)];
  const text = ways.find((way) => seen.filter((i) => fits(way(i), i)).length > 0.5 * seen.length);
  for (const i of text ? seen : []) if (fits(text(i), i)) label_circle(context, view, i, text(i));
}

function label_circle(context, view, i, text) {
  const [west, south, east, north] = boxes[i];
  const x = view.left + ((west + east) / 2) * view.scale, y = view.top - ((south + north) / 2) * view.scale;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3.5;
  context.strokeStyle = "rgba(255,255,255,.9)";
  context.strokeText(text, x, y);
  context.fillStyle = "#28344a";
  context.fillText(text, x, y);
}

/* The circle around a place, or -1; by even-odd over all its outlines. */
function circle_at(x, y) {
  if (!siting.state.layers.circles) return -1;
  return boxes.findIndex((box, i) => box && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && inside(i, x, y));
}

function inside(i, x, y) {
  let odd = false;
  for (const line of rings[i])
    for (let j = 0; j + 3 < line.length; j += 2) {
      const [ax, ay, bx, by] = [line[j], line[j + 1], line[j + 2], line[j + 3]];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    }
  return odd;
}

/* The circle whose outline lies within some metres of a place, or -1. */
function circle_line_at(x, y, within_m) {
  if (!siting.state.layers.circles) return -1;
  return boxes.findIndex((box, i) => {
    if (!box || x < box[0] - within_m || x > box[2] + within_m) return false;
    if (y < box[1] - within_m || y > box[3] + within_m) return false;
    return rings[i].some((line) => {
      for (let j = 0; j + 3 < line.length; j += 2)
        if (apart(x, y, line[j], line[j + 1], line[j + 2], line[j + 3]) <= within_m) return true;
      return false;
    });
  });
}

/* Metres from a place to a straight piece. */
function apart(x, y, ax, ay, bx, by) {
  const dx = bx - ax, dy = by - ay, long = dx * dx + dy * dy;
  const along = long ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / long)) : 0;
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

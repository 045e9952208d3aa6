/* Homes: a rectangle each, coloured by state; where many share a pixel, the pixel has the mean of their colours. */

const SHORT = 0, THERE = 1, LOST = 2, NEW = 3;
const UNSEEN = 255;
const LEAST_PX = (n) => (n < 2000 ? 4 : n < 8000 ? 3 : n < 60000 ? 2 : 1);
const GAP_FROM_PX = 12;
let shade = null; // of each cell: its place in `palette`, or UNSEEN
let palette = [];
let losses = false; // whether a cell that is shown loses something

/* In the view chosen: does a format in this state count (1), count as lost (2), or not (0)? */
function counts(view, phase, state) {
  const fresh = state >= NEW && state - NEW <= phase;
  if (view === "before") return state === THERE || state === LOST ? 1 : 0;
  if (view === "after") return state === THERE || fresh ? 1 : 0;
  return fresh ? 1 : state === LOST ? 2 : 0;
}

function shade_cells() {
  const one = chosen_format();
  if (one >= 0) shade_by_state(one);
  else shade_by_count(shown_formats());
}

function shade_by_state(format) {
  const { cells, colours } = data, view = siting.state.view, phase = chosen_phase(), n = cells.n;
  palette = [colours.short, colours.there, colours.new, colours.lost];
  const look = new Uint8Array(256);
  for (let state = 0; state < 256; state++) {
    const counted = counts(view, phase, state);
    look[state] = view === "change" ? (counted === 1 ? 2 : counted === 2 ? 3 : state === THERE ? 1 : 0) : counted;
  }
  shade = new Uint8Array(n);
  const state = cells.state.subarray(format * n, (format + 1) * n);
  for (let i = 0; i < n; i++) shade[i] = cells.phase[i] > phase ? UNSEEN : look[state[i]];
}

function shade_by_count(formats) {
  const { cells } = data, view = siting.state.view, phase = chosen_phase(), n = cells.n;
  const lost = view === "change" ? new Uint8Array(n) : null;
  shade = new Uint8Array(n);
  const look = Uint8Array.from({ length: 256 }, (_, state) => counts(view, phase, state));
  for (const format of formats) {
    const state = cells.state.subarray(format * n, (format + 1) * n);
    for (let i = 0; i < n; i++) {
      const counted = look[state[i]];
      if (counted === 1) shade[i]++;
      else if (counted === 2) lost[i] = 1;
    }
  }
  let most = 0;
  for (let i = 0; i < n; i++) if (shade[i] > most) most = shade[i];
  palette = ramp(view, view === "change" ? most : formats.length);
  palette.push(data.colours.lost);
  losses = false;
  for (let i = 0; i < n; i++) {
    if (cells.phase[i] > phase) shade[i] = UNSEEN;
    else if (lost && lost[i]) [shade[i], losses] = [palette.length - 1, true]; // whatever else it gains
  }
}

/* Colours for none to `most` services: grey, then light to dark. */
function ramp(view, most) {
  const [light, dark] = view === "change" ? ["#fbd9a8", "#b04a00"] : ["#d8ecd9", "#0a5a4d"];
  const found = [data.colours.short];
  for (let k = 1; k <= most; k++) found.push(mixed(light, dark, most < 2 ? 0.5 : (k - 1) / (most - 1)));
  return found;
}

function paint_cells(context, view) {
  if (!siting.state.layers.demand || !data.cells.n) return;
  const width = Math.ceil(view.width), height = Math.ceil(view.height);
  const image = context.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  const { cells } = data, wide = cells.cell[0] * view.scale, high = cells.cell[1] * view.scale;
  const colours = palette.map((colour) => {
    const [red, green, blue] = rgb(colour);
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
  const least = LEAST_PX(cells.n);
  if (wide < 1 && high < 1 && least === 1) blend_pixels(pixels, width, height, view, colours);
  else fill_rectangles(pixels, width, height, view, colours, Math.max(wide, least), Math.max(high, least));
  context.putImageData(image, 0, 0);
}

function fill_rectangles(pixels, width, height, view, colours, wide, high) {
  const { cells } = data, gap = wide >= GAP_FROM_PX && high >= GAP_FROM_PX ? 1 : 0;
  const east = view.left + cells.first[0] * view.scale - wide / 2, across = cells.quanta[0] * view.scale;
  const north = view.top - cells.first[1] * view.scale - high / 2, up = cells.quanta[1] * view.scale;
  // a grid rounds alike at both sides of an edge, by a thousandth of a pixel; cells beside no grid overlap instead
  const grid = cells.quanta[0] === cells.cell[0] && cells.quanta[1] === cells.cell[1];
  const end = grid ? (place) => Math.floor(place + 0.001) : Math.ceil;
  for (let i = 0; i < cells.n; i++) {
    if (shade[i] === UNSEEN) continue;
    const x = east + cells.x[i] * across, y = north - cells.y[i] * up;
    if (x > width || y > height || x + wide < 0 || y + high < 0) continue;
    const x0 = Math.max(0, Math.floor(x + 0.001)), y0 = Math.max(0, Math.floor(y + 0.001));
    const x1 = Math.min(width, Math.max(x0 + 1, end(x + wide)) - gap);
    const y1 = Math.min(height, Math.max(y0 + 1, end(y + high)) - gap);
    const colour = colours[shade[i]];
    for (let row = y0; row < y1; row++) pixels.fill(colour, row * width + x0, row * width + x1);
  }
}

/* Running means: the highest byte counts the cells of a pixel until all are in. */
function blend_pixels(pixels, width, height, view, colours) {
  const { cells } = data;
  const left = view.left + cells.first[0] * view.scale, across = cells.quanta[0] * view.scale;
  const top = view.top - cells.first[1] * view.scale, up = cells.quanta[1] * view.scale;
  for (let i = 0; i < cells.n; i++) {
    if (shade[i] === UNSEEN) continue;
    const x = Math.floor(left + cells.x[i] * across), y = Math.floor(top - cells.y[i] * up);
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    const place = y * width + x, old = pixels[place], seen = old >>> 24, more = colours[shade[i]];
    const mean = (shift) => Math.round((((old >>> shift) & 255) * seen + ((more >>> shift) & 255)) / (seen + 1));
    if (seen < 255) pixels[place] = ((seen + 1) << 24) | (mean(16) << 16) | (mean(8) << 8) | mean(0);
  }
  for (let place = 0; place < pixels.length; place++) if (pixels[place] >>> 24) pixels[place] |= 255 << 24;
}

function cell_xy(i) {
  const { cells } = data;
  return [cells.first[0] + cells.x[i] * cells.quanta[0], cells.first[1] + cells.y[i] * cells.quanta[1]];
}

/* The cell under a place, or -1; `within_m`: how far beside a small cell still counts. */
function cell_at(x, y, within_m) {
  if (!siting.state.layers.demand) return -1;
  const { cells } = data, wide = Math.max(cells.cell[0] / 2, within_m), high = Math.max(cells.cell[1] / 2, within_m);
  let best = -1, nearest = Infinity;
  for (let i = 0; i < cells.n; i++) {
    const dx = Math.abs(cells.first[0] + cells.x[i] * cells.quanta[0] - x);
    const dy = Math.abs(cells.first[1] + cells.y[i] * cells.quanta[1] - y);
    if (dx <= wide && dy <= high && dx + dy < nearest && shade[i] !== UNSEEN) [best, nearest] = [i, dx + dy];
  }
  return best;
}

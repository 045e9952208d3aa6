/* Streets: straight pieces in batches, since a browser draws many short paths sooner than a long one. */

const BATCH = 1500;
let pieces = null; // Float32Array of x, y, x, y in metres

function join_streets() {
  const { x1, y1, x2, y2, n } = data.streets;
  pieces = new Float32Array(4 * n);
  let x = 0, y = 0;
  for (let i = 0; i < n; i++) {
    pieces[4 * i] = x += x1[i];
    pieces[4 * i + 1] = y += y1[i];
    pieces[4 * i + 2] = x += x2[i];
    pieces[4 * i + 3] = y += y2[i];
  }
}

function paint_streets(context, view) {
  if (!siting.state.layers.streets) return;
  const { scale, left, top, west, east, south, north } = view;
  // fainter from afar, where streets lie closer than the homes between them
  context.strokeStyle = `rgba(84,96,116,${Math.min(0.4, Math.max(0.08, 1.9 * Math.sqrt(scale) - 0.02)).toFixed(2)})`;
  context.lineWidth = Math.max(0.5, Math.min(3, scale * 6));
  context.lineJoin = "round";
  let drawn = 0, lastx = NaN, lasty = NaN;
  context.beginPath();
  for (let k = 0; k < pieces.length; k += 4) {
    const ax = pieces[k], ay = pieces[k + 1], bx = pieces[k + 2], by = pieces[k + 3];
    if ((ax < west && bx < west) || (ax > east && bx > east)) continue;
    if ((ay < south && by < south) || (ay > north && by > north)) continue;
    if (ax !== lastx || ay !== lasty) context.moveTo(left + ax * scale, top - ay * scale);
    context.lineTo(left + bx * scale, top - by * scale);
    lastx = bx;
    lasty = by;
    if (++drawn % BATCH === 0) {
      context.stroke();
      context.beginPath();
      lastx = NaN;
    }
  }
  context.stroke();
}

/* Sheet: a canvas over the view that is painted anew when the view changes and moves with Leaflet's zoom. */

const Sheet = L.Renderer.extend({
  initialize(paint, options) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.2, ...options });
    this.paint = paint;
  },
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = "sm-sheet";
    this._container.setAttribute("aria-hidden", "true");
  },
  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(), ratio = this.options.sharp ? Math.min(2, window.devicePixelRatio || 1) : 1;
    const canvas = this._container;
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    this.repaint(ratio);
    this.fire("update");
  },
  _updatePaths() {},
  repaint(ratio) {
    const canvas = this._container;
    if (!this._map || !this._bounds || !canvas.width || !canvas.height) return; // a map without room, as on paper
    const context = canvas.getContext("2d");
    const sharp = ratio || canvas.width / this._bounds.getSize().x;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    this.paint(context, view_of(this._map, this._bounds.min, this._bounds.getSize()));
  },
});

/* How metres become pixels of a sheet: x * scale + left, top - y * scale; west to north in metres is what it shows. */
function view_of(map, corner, size) {
  const origin = map.getPixelOrigin(), scale = map.options.crs.scale(map.getZoom());
  const left = -origin.x - corner.x, top = -origin.y - corner.y;
  return {
    scale, left, top, width: size.x, height: size.y,
    west: -left / scale, east: (size.x - left) / scale, north: top / scale, south: (top - size.y) / scale,
  };
}

function rgb(colour) {
  const number = parseInt(colour.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function mixed(from, to, share) {
  const a = rgb(from), b = rgb(to);
  return "#" + a.map((part, i) => Math.round(part + (b[i] - part) * share).toString(16).padStart(2, "0")).join("");
}

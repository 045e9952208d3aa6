/* Choosing a thing by click or by name, and going there. */

const CLICK_PX = 5, TOUCH_PX = 12;
let popup = null, shown_at = null;

function to_latlng(x, y) {
  return L.latLng(y, x);
}

/* Goes to a place given in the working CRS's metres and a zoom. */
function go_to([x, y, zoom]) {
  map.setView(to_latlng(x - data.origin[0], y - data.origin[1]), zoom, { animate: false });
}

/* A thing by kind and id: where it stands, what is said of it, how near to look; null when there is none. */
function found(what) {
  const parts = { cell: data.cells, outlet: data.outlets, site: data.sites, circle: data.circles };
  const i = what && parts[what.kind] ? position_of(parts[what.kind].id, what.id) : -1;
  if (i < 0) return null;
  if (what.kind === "cell") return { at: cell_xy(i), say: () => home_popup(i) };
  if (what.kind === "circle") {
    const box = boxes[i];
    return box && { at: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], box, say: () => circle_popup(i) };
  }
  const part = parts[what.kind], say = what.kind === "site" ? () => site_popup(i) : () => outlet_popup(i);
  return part.x[i] === NOWHERE ? null : { at: [part.x[i], part.y[i]], say };
}

function show_selected(stay) {
  const thing = found(siting.state.selected);
  if (popup) {
    popup.leaving = true;
    map.closePopup(popup);
  }
  popup = null;
  map.getContainer().classList.remove("sm-talking");
  repaint_marks();
  if (!thing) return;
  const latlng = to_latlng(...(stay && shown_at ? shown_at : thing.at));
  if (!stay) come_near(thing);
  if (siting.state.selected.quiet) return; // outlined, while the page beside it tells the rest
  popup = L.popup({ ...popup_sizes(), closeOnClick: false, className: "sm-frame" });
  popup.setLatLng(latlng).setContent(thing.say());
  popup.on("remove", forget.bind(null, popup));
  popup.openOn(map);
  map.getContainer().classList.add("sm-talking");
  label_close();
}

/* Room for a popup between the map's edges, below the notice. */
function popup_sizes() {
  const size = map.getSize(), width = Math.max(160, Math.min(340, size.x - 66));
  const height = Math.max(140, Math.min(420, size.y - 120));
  return {
    maxWidth: width, minWidth: Math.min(240, width), maxHeight: height,
    autoPanPaddingTopLeft: [10, 44], autoPanPaddingBottomRight: [10, 10],
  };
}

/* A popup that the reader closes takes the choice with it. */
function forget(closed) {
  if (closed.leaving || popup !== closed) return;
  popup = null;
  map.getContainer().classList.remove("sm-talking");
  siting.state.selected = null;
  repaint_marks();
  emit("select", null);
  write_hash();
}

function come_near(thing) {
  if (thing.box) {
    const [west, south, east, north] = thing.box;
    const bounds = L.latLngBounds(to_latlng(west, south), to_latlng(east, north));
    if (!map.getBounds().contains(bounds) || map.getBoundsZoom(bounds) > map.getZoom() + 2)
      map.fitBounds(bounds.pad(0.3), { animate: false });
    return;
  }
  const zoom = Math.max(map.getZoom(), Math.min(map.getMaxZoom(), base_zoom + 2.5));
  if (zoom > map.getZoom() || !map.getBounds().pad(-0.1).contains(to_latlng(...thing.at)))
    map.setView(to_latlng(...thing.at), zoom, { animate: false });
}

/* Escape closes the popup wherever the focus is: it may have been opened from a list. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && popup) siting.select(null);
});

function label_close() {
  const button = popup && popup.getElement() && popup.getElement().querySelector(".leaflet-popup-close-button");
  if (button) button.setAttribute("aria-label", t("close"));
}

/* What lies under a place: a mark, a circle's outline, a home, the inside of a circle; null for nothing. */
function thing_at(x, y, slack) {
  const scale = map.options.crs.scale(map.getZoom()), mark = mark_at(x, y, scale, slack);
  if (mark && (mark.kind === "opened" || mark.kind === "vacant")) return { kind: "site", id: data.sites.id.at(mark.i) };
  if (mark) return { kind: "outlet", id: data.outlets.id.at(mark.i) };
  const line = circle_line_at(x, y, 4 / scale);
  if (line >= 0) return { kind: "circle", id: data.circles.id.at(line) };
  const cell = cell_at(x, y, 3 / scale);
  if (cell >= 0) return { kind: "cell", id: data.cells.id.at(cell) };
  const circle = circle_at(x, y);
  return circle >= 0 ? { kind: "circle", id: data.circles.id.at(circle) } : null;
}

function on_click(event) {
  const touch = window.matchMedia && window.matchMedia("(pointer: coarse)").matches;
  const what = thing_at(event.latlng.lng, event.latlng.lat, touch ? TOUCH_PX : CLICK_PX);
  shown_at = what && what.kind === "circle" ? [event.latlng.lng, event.latlng.lat] : null;
  siting.state.selected = what;
  show_selected(true);
  emit("select", what);
  write_hash();
}

/* The pointer tells where a mark can be clicked. */
function on_move(event) {
  const scale = map.options.crs.scale(map.getZoom());
  map.getContainer().classList.toggle("sm-over", Boolean(mark_at(event.latlng.lng, event.latlng.lat, scale, 2)));
}

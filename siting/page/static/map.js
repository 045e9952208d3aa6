/* Start: reads the data, builds the map, and draws again whatever a change touches. */

let sheets = null, legend_place = null, zoom_control = null;

function repaint_marks() {
  if (sheets) sheets.marks.repaint();
}

function refresh() {
  shade_cells();
  choose_marks();
  for (const sheet of Object.values(sheets)) sheet.repaint();
  show_controls();
  show_legend(legend_place);
  name_map();
  if (popup && popup.isOpen()) say_again();
}

/* The open popup in the language and for the format now chosen. */
function say_again() {
  const thing = found(siting.state.selected);
  if (thing) popup.setContent(thing.say());
  label_close();
}

function name_map() {
  map.getContainer().setAttribute("aria-label", t("map"));
  const names = { ".leaflet-control-zoom-in": "zoom_in", ".leaflet-control-zoom-out": "zoom_out", ".sm-whole": "whole" };
  for (const [place, key] of Object.entries(names)) {
    const button = map.getContainer().querySelector(place);
    button.title = t(key);
    button.setAttribute("aria-label", t(key));
  }
  const notice = map.getContainer().querySelector(".sm-notice");
  notice.textContent = data.labels.map((key) => t(key)).join(" · ");
  notice.title = said(data.notices);
  notice.hidden = !notice.textContent;
}

/* A picture of four corners. */
function arrows() {
  const space = "http://www.w3.org/2000/svg", picture = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  for (const [name, value] of [["viewBox", "0 0 16 16"], ["width", 16], ["height", 16], ["aria-hidden", "true"]])
    picture.setAttribute(name, value);
  for (const [name, value] of [["d", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"], ["fill", "none"], ["stroke", "currentColor"], ["stroke-width", 2]])
    line.setAttribute(name, value);
  picture.append(line);
  return picture;
}

/* A control of ours in a corner of the map, which keeps clicks and wheel to itself. */
function corner(position, node) {
  const control = L.control({ position });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return node;
  };
  control.addTo(map);
  return node;
}

function extent() {
  const [west, south, east, north] = data.extent, spare = Math.max(100, 0.02 * Math.max(east - west, north - south));
  return L.latLngBounds(to_latlng(west - spare, south - spare), to_latlng(east + spare, north + spare));
}

/* All of the city, beside the legend where there is room for both. */
function show_whole() {
  const fold = legend_place && legend_place.querySelector("details"), size = map.getSize();
  const wide = fold && fold.open && size.x > 760 && over_map(legend_place) ? legend_place.offsetWidth + 10 : 0;
  map.fitBounds(extent(), { animate: false, paddingBottomRight: [wide, 0] });
}

function over_map(node) {
  const one = node.getBoundingClientRect(), other = map.getContainer().getBoundingClientRect();
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

function fit_whole() {
  map.setMinZoom(-12);
  show_whole();
  base_zoom = map.getZoom();
  map.setMinZoom(base_zoom - 2);
  map.setMaxBounds(extent().pad(1));
}

function build_map() {
  map = L.map("map", {
    crs: L.CRS.Simple, attributionControl: false, zoomControl: false, zoomSnap: 0.1, zoomDelta: 1, minZoom: -12,
    maxZoom: 3, wheelPxPerZoomLevel: 80, preferCanvas: true, fadeAnimation: false,
  });
  zoom_control = L.control.zoom({ position: "topleft" }).addTo(map);
  const whole = make("button", "sm-whole", arrows(), { type: "button" });
  whole.addEventListener("click", show_whole);
  corner("topleft", whole);
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  corner("topright", make("div", "sm-notice"));
  legend_place = document.getElementById("map-legend") || corner("bottomright", make("div", "sm-corner"));
}

function lay_sheets() {
  const sheet = (name, level, paint, options) => {
    map.createPane(name).style.zIndex = level;
    map.getPane(name).style.pointerEvents = "none";
    return new Sheet(paint, { pane: name, ...options }).addTo(map);
  };
  sheets = {
    cells: sheet("sm-cells", 350, paint_cells, {}),
    streets: sheet("sm-streets", 360, paint_streets, { sharp: true }),
    marks: sheet("sm-marks", 400, paint_marks, { sharp: true }),
  };
}

async function start() {
  data = await read_data();
  join_streets();
  trace_circles();
  gather_opened();
  const before = siting.state.selected, asked = read_hash();
  Object.assign(siting.state, { phase: "" }, asked);
  if (before && (!asked.selected || before.id === asked.selected.id)) siting.state.selected = before; // of the page
  document.documentElement.lang = siting.state.lang;
  settle();
  show_controls(); // before the map, which takes what room they leave
  build_map();
  shade_cells();
  choose_marks();
  show_legend(legend_place);
  fit_whole();
  lay_sheets();
  siting.ready = true;
  refresh();
  if (siting.state.at) go_to(siting.state.at);
  if (siting.state.selected) show_selected(Boolean(siting.state.at));
  map.on("click", on_click).on("mousemove", on_move).on("moveend", remember);
  watch_size();
  siting.on("change", refresh);
  emit("ready", siting.state);
  if (siting.state.selected) emit("select", siting.state.selected);
}

/* The page may give the map another size at any time: whole as long as the reader has not gone anywhere. */
function watch_size() {
  if (typeof ResizeObserver === "undefined") return;
  new ResizeObserver(() => {
    const whole = siting.state.at === null;
    map.off("moveend", remember);
    map.invalidateSize({ animate: false, pan: !whole });
    if (whole && !siting.state.selected) fit_whole();
    map.on("moveend", remember);
  }).observe(map.getContainer());
}

/* Where the reader has moved to stands in the address from then on. */
function remember() {
  const middle = map.getCenter();
  const [x, y] = [middle.lng + data.origin[0], middle.lat + data.origin[1]].map(Math.round);
  siting.state.at = [x, y, Number(map.getZoom().toFixed(2))];
  write_hash();
}

function give_up(reason) {
  const place = document.getElementById("map-fallback");
  document.getElementById("map").hidden = true;
  const controls_place = document.getElementById("map-controls");
  if (controls_place) controls_place.hidden = true;
  if (!place) return;
  place.hidden = false;
  const line = make("p", "sm-trouble", reason, { role: "status" });
  place.prepend(line);
}

/* Words of a page whose data has not been read: straight from the JSON, or none. */
function trouble(key, values) {
  try {
    data = data || JSON.parse(document.getElementById("siting-data").textContent);
    return t(key, values);
  } catch (broken) {
    return String((values && values.reason) || key);
  }
}

if (document.getElementById("map") && document.getElementById("siting-data")) {
  if (typeof DecompressionStream === "undefined") give_up(trouble("no_unpacking"));
  else start().catch((error) => {
    give_up(trouble("broken", { reason: String(error.message || error) }));
    throw error;
  });
}

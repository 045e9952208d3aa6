/* What is shown: window.siting, its events, and the part of the address after "#". */

const LAYERS = ["demand", "streets", "circles", "outlets", "opened", "vacant"];
const KINDS = ["site", "circle", "cell", "outlet"];
const TIERS = ["basic", "quality", "terminal", "other"];
const WRITTEN = ["lang", "view", "format", "tier", "phase", "layers", "at"];
const NOWHERE = -2147483648;
const listeners = {};
let data = null, map = null;

const siting = {
  state: {
    lang: document.documentElement.lang.startsWith("zh") ? "zh" : "en",
    view: "change", format: "", tier: "", phase: "", selected: null, at: null,
    layers: Object.fromEntries(LAYERS.map((name) => [name, true])),
  },
  on(event, run) {
    (listeners[event] = listeners[event] || []).push(run);
    if (event === "ready" && siting.ready) run(siting.state);
  },
  set(partial) {
    const layers = { ...siting.state.layers, ...(partial.layers || {}) };
    Object.assign(siting.state, partial, { layers });
    if (data) settle();
    document.documentElement.lang = siting.state.lang;
    emit("change", siting.state);
    write_hash();
  },
  /* what: {kind, id}, with quiet: true without a popup; null for nothing */
  select(what) {
    siting.state.selected = what;
    if (siting.ready) { show_selected(); emit("select", what); }
    write_hash();
  },
  ready: false,
};
window.siting = siting;

function emit(event, value) {
  for (const run of listeners[event] || []) run(value);
}

/* Puts back what the data does not know: a format, tier, phase or view of another plan. */
function settle() {
  const state = siting.state;
  if (!["before", "after", "change"].includes(state.view)) state.view = "change";
  if (!data.formats.some((one) => one.id === state.format)) state.format = "";
  if (data.formats.length === 1) state.format = data.formats[0].id;
  if (!data.formats.some((one) => one.tier === state.tier)) state.tier = "";
  const format = chosen_format();
  if (format >= 0 && state.tier && data.formats[format].tier !== state.tier) state.format = "";
  if (!data.phases.some((one) => one.id === state.phase))
    state.phase = data.phases.length ? data.phases[data.phases.length - 1].id : "";
}

function chosen_format() {
  return data.formats.findIndex((one) => one.id === siting.state.format);
}

/* Position of the phase by whose end things are shown; 0 without phases. */
function chosen_phase() {
  return Math.max(0, data.phases.findIndex((one) => one.id === siting.state.phase));
}

/* Tiers of the formats at these positions, in their order. */
function tiers_of(positions) {
  const found = new Set([...positions].map((i) => data.formats[i].tier));
  return [...found].sort((one, other) => TIERS.indexOf(one) - TIERS.indexOf(other));
}

/* Positions of the formats that are shown: the chosen one, or all of the chosen tier. */
function shown_formats() {
  const one = chosen_format();
  if (one >= 0) return [one];
  return data.formats.map((_, i) => i).filter((i) => !siting.state.tier || data.formats[i].tier === siting.state.tier);
}

function read_hash() {
  const text = location.hash.slice(1);
  if (!text.includes("=")) return {};
  const asked = Object.fromEntries(new URLSearchParams(text)), found = {};
  for (const name of ["lang", "view", "format", "tier", "phase"]) if (name in asked) found[name] = asked[name];
  if (found.lang && found.lang !== "zh") found.lang = "en";
  if ("layers" in asked)
    found.layers = Object.fromEntries(LAYERS.map((name) => [name, asked.layers.split(",").includes(name)]));
  const at = (asked.at || "").split(",").map(Number);
  if (at.length === 3 && at.every(Number.isFinite)) found.at = at;
  const kind = KINDS.find((name) => name in asked);
  if (kind) found.selected = { kind, id: asked[kind] };
  return found;
}

let written = location.hash;
function write_hash() {
  if (!siting.ready) return;
  const state = siting.state, now = location.hash.slice(1), asked = new URLSearchParams(now.includes("=") ? now : "");
  for (const name of [...WRITTEN, ...KINDS]) asked.delete(name); // what others keep there stays
  asked.set("lang", state.lang);
  asked.set("view", state.view);
  for (const name of ["format", "tier"]) if (state[name]) asked.set(name, state[name]);
  if (data.phases.length) asked.set("phase", state.phase);
  const on = LAYERS.filter((name) => state.layers[name]);
  if (on.length < LAYERS.length) asked.set("layers", on.join(","));
  if (state.selected) asked.set(state.selected.kind, state.selected.id);
  if (state.at) asked.set("at", state.at.join(","));
  written = "#" + asked.toString().replace(/%2C/g, ",");
  try {
    history.replaceState(null, "", written);
  } catch (refused) {
    written = location.hash; // a page inside a frame has no address of its own
  }
}

window.addEventListener("hashchange", () => {
  if (!siting.ready || location.hash === written || !location.hash.includes("=")) return;
  const asked = read_hash();
  siting.set(asked);
  if (asked.at) go_to(asked.at);
  if (asked.selected) siting.select(asked.selected);
});

/* Controls beside the map: buttons and boxes that every keyboard and screen reader knows. */

const FEW_FORMATS = 4;
let layers_open = false;

function pressed(text, on, run, key) {
  const button = make("button", "sm-button", text, { type: "button", "aria-pressed": String(on), "data-key": key });
  button.addEventListener("click", run);
  return button;
}

/* A row of buttons of which one is on: options are [value, text or nodes]. */
function choice(name, label, options) {
  const buttons = options.map(([value, text]) =>
    pressed(text, siting.state[name] === value, () => siting.set({ [name]: value }), `${name}=${value}`),
  );
  const row = make("div", "sm-row", buttons, { role: "group", "aria-label": label });
  return make("div", "sm-choice", [make("span", "sm-label", label, { "aria-hidden": "true" }), row]);
}

function format_choice() {
  const all = data.formats.map((one, i) => [one.id, i]);
  const mine = all.filter(([, i]) => !siting.state.tier || data.formats[i].tier === siting.state.tier);
  if (data.formats.length <= FEW_FORMATS) {
    const named = mine.map(([id, i]) => [id, [swatch("sm-diamond", data.formats[i].colour), format_name(i)]]);
    return choice("format", t("format"), [...(named.length > 1 ? [["", t("all_formats")]] : []), ...named]);
  }
  const select = make("select", "sm-select", null, { id: "sm-format", "data-key": "format" });
  const option = (id, text) => make("option", "", text, { value: id });
  select.append(option("", `${t("all_formats")} (${mine.length})`));
  const tiers = tiers_of(mine.map(([, i]) => i));
  for (const tier of tiers) {
    const part = mine.filter(([, i]) => data.formats[i].tier === tier).map(([id, i]) => option(id, format_name(i)));
    if (tiers.length > 1) select.append(make("optgroup", "", part, { label: t(tier) }));
    else select.append(...part);
  }
  select.value = siting.state.format;
  select.addEventListener("change", () => siting.set({ format: select.value }));
  const label = make("label", "sm-label", t("format"), { for: "sm-format" });
  return make("div", "sm-choice", [label, select]);
}

function layer_boxes() {
  const there = {
    demand: data.cells.n, streets: data.streets.n, circles: boxes.filter(Boolean).length,
    outlets: data.outlets.n, opened: data.opened.n, vacant: data.sites.n,
  };
  const labels = LAYERS.filter((name) => there[name]).map((name) => {
    const box = make("input", "", null, { type: "checkbox", "data-key": `layer=${name}` });
    box.checked = siting.state.layers[name];
    box.addEventListener("change", () => siting.set({ layers: { [name]: box.checked } }));
    return make("label", "sm-box", [box, t(`layer_${name}`)]);
  });
  const row = make("div", "sm-boxes", labels, { role: "group", "aria-label": t("layers") });
  const fold = make("details", "sm-layers", [make("summary", "sm-more", t("layers"), { "data-key": "layers" }), row]);
  fold.open = layers_open;
  fold.addEventListener("toggle", () => (layers_open = fold.open));
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    event.preventDefault();
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  return fold;
}

/* A click elsewhere folds the layers again. */
document.addEventListener("click", (event) => {
  const fold = document.querySelector("#map-controls .sm-layers");
  if (fold && fold.open && event.target.isConnected && !fold.contains(event.target)) fold.open = false;
});

function controls() {
  const views = ["before", "after", "change"].map((view) => [view, t(view)]);
  const parts = [choice("view", t("view"), views)];
  const tiers = tiers_of(data.formats.keys());
  if (tiers.length > 1) parts.push(choice("tier", t("tier"), [["", t("all_tiers")], ...tiers.map((one) => [one, t(one)])]));
  if (data.formats.length) parts.push(format_choice());
  if (data.phases.length > 1)
    parts.push(choice("phase", t("phase"), data.phases.map((one) => [one.id, said(one.names)])));
  parts.push(layer_boxes());
  return parts;
}

/* Builds the controls anew, open or folded as they were, with the focus where it was. */
function show_controls() {
  const place = document.getElementById("map-controls");
  if (!place) return;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  let fold = place.querySelector("details");
  if (!fold) {
    fold = make("details", "sm-fold");
    fold.open = window.innerWidth > 860;
    place.replaceChildren(fold);
  }
  const bar = make("div", "sm-bar", controls(), { role: "group", "aria-label": t("settings") });
  fold.replaceChildren(make("summary", "sm-summary", t("settings"), { "data-key": "fold" }), bar);
  const again = focused && [...fold.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused);
  if (again) again.focus();
}

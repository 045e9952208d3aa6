/* What the page's address says of a sheet: #circle=ZD05 or #district=NAME, beside what the map keeps there. */
function asked_for() {
  const values = hash_values();
  for (const kind of ["circle", "district"]) if (values.get(kind)) return { kind, id: values.get(kind) };
  return null;
}

function note_address(sheet) {
  const values = hash_values();
  for (const name of ["circle", "district", "site", "cell", "outlet"]) values.delete(name);
  if (sheet) values.set(sheet.kind, sheet.id);
  const text = values.toString();
  try {
    history.pushState(null, "", text ? "#" + text : location.pathname + location.search);
  } catch (error) {
    /* a frame without an address of its own */
  }
}

function on_map(what) {
  if (window.siting && window.siting.select) window.siting.select(what);
}

function to_map() {
  if (matchMedia("(max-width: 860px)").matches) document.getElementById("map-area").scrollIntoView();
}

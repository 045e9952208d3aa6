/* Formats: a choice in the table is the choice on the map, and the other way round. Width, printing. */
function formats_ready() {
  const buttons = [...document.querySelectorAll(".pick[data-format]")];
  const mark = () => {
    const chosen = (window.siting && window.siting.state && window.siting.state.format) || "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.format === chosen));
  };
  for (const button of buttons)
    button.addEventListener("click", () => {
      if (!window.siting || !window.siting.set) return;
      const chosen = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.format;
      window.siting.set({ format: chosen });
      to_map();
      mark();
    });
  if (window.siting && window.siting.on) {
    window.siting.on("change", mark);
    window.siting.on("ready", mark);
  }
  mark();
}

function tools_ready() {
  const wider = document.getElementById("wider");
  wider.addEventListener("click", () => {
    const wide = document.body.classList.toggle("wider");
    wider.setAttribute("aria-pressed", String(wide));
    window.dispatchEvent(new Event("resize"));
  });
  document.getElementById("print").addEventListener("click", () => window.print());
}

/* On paper stands what the screen shows: the map keeps its size in pixels, and is made smaller as a whole. */
const PAPER_WIDTH = 700;
function paper_ready() {
  const area = document.getElementById("map-area"), map = document.getElementById("map"), closed = [];
  window.addEventListener("beforeprint", () => {
    const width = map.offsetWidth, height = map.offsetHeight, scale = Math.min(1, PAPER_WIDTH / Math.max(1, width));
    Object.assign(map.style, { width: `${width}px`, height: `${height}px` });
    area.style.setProperty("--print-scale", scale.toFixed(4));
    if (height) area.style.setProperty("--print-height", `${Math.ceil(height * scale)}px`);
    for (const each of document.querySelectorAll("#report details:not([open])")) closed.push(each), (each.open = true);
  });
  window.addEventListener("afterprint", () => {
    Object.assign(map.style, { width: "", height: "" });
    while (closed.length) closed.pop().open = false;
  });
}

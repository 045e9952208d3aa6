/* Circle by format: a field's figures in words, people short in place of symbols, and the arrow keys. */
function matrix_ready(data) {
  const table = document.getElementById("matrix");
  if (!table) return;
  const circles = data.circles, at = new Map(circles.id.map((id, number) => [id, number]));
  const readout = document.getElementById("gaps-readout");
  const fields = [...table.tBodies[0].rows].map((row) => {
    const circle = at.get(row.querySelector("[data-circle]").dataset.circle);
    return [...row.cells].slice(1, -1).map((cell, format) => ({ cell, circle, format, symbol: cell.textContent }));
  });
  for (const { cell } of fields.flat()) (cell.dataset.of = ""), (cell.tabIndex = -1);
  if (fields.length && fields[0].length) fields[0][0].cell.tabIndex = 0;

  function place(cell) {
    const line = cell.parentNode.sectionRowIndex;
    return [line, cell.cellIndex - 1];
  }

  function read(cell) {
    const [line, column] = place(cell), { circle, format } = fields[line][column];
    if (circle === undefined) return;
    const short = (when) => grouped(Math.max(0, circles.of[circle][format] - circles[when][circle][format]));
    const outlets = circles.outlets[circle][format];
    const later = outlets - circles.closed[circle][format] + circles.opened[circle][format];
    const values = {
      circle: circles.name[circle] || circles.id[circle], format: data.formats[format].names,
      before: outlets, after: later, short_before: short("before"), short_after: short("after"),
    };
    readout.replaceChildren(...shown(filled(data.words.cell, values)));
  }

  function show(mode) {
    table.classList.toggle("figures", mode !== "symbols");
    for (const { cell, circle, format, symbol } of fields.flat()) {
      if (mode === "symbols" || circle === undefined) {
        cell.textContent = symbol;
        continue;
      }
      const of = circles.of[circle][format], short = Math.max(0, of - circles[mode][circle][format]);
      cell.textContent = short >= 1000 ? (short / 1000).toFixed(short < 9950 ? 1 : 0) + "k" : short ? String(short) : "·";
      cell.style.setProperty("--share", of ? (0.7 * short / of).toFixed(2) : "0");
    }
  }

  for (const kind of ["mouseover", "focusin", "click"])
    table.addEventListener(kind, (event) => {
      const cell = event.target.closest("td[data-of]");
      if (cell) read(cell);
    });
  table.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const cell = event.target.closest("td[data-of]");
    if (!step || !cell) return;
    const [line, column] = place(cell), next = (fields[line + step[0]] || [])[column + step[1]];
    if (!next) return;
    event.preventDefault();
    cell.tabIndex = -1;
    next.cell.tabIndex = 0;
    next.cell.focus();
  });
  const buttons = [...document.querySelectorAll("[data-mode]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      show(button.dataset.mode);
    });
}

/* A budget chosen in the curve: its figures below, its line in the table, its projects in the order of opening. */
function curve_ready() {
  const figure = document.querySelector(".budgets");
  const dots = figure ? [...figure.querySelectorAll(".dot")] : [];
  if (!dots.length) return;
  const svg = figure.querySelector("svg"), readouts = [...figure.querySelectorAll(".readouts p")];
  const lines = [...document.querySelectorAll(".budget-table tbody tr")];
  const steps = [...document.querySelectorAll(".order-table tbody tr")];
  let chosen = -1;

  function choose(number) {
    if (number === chosen || number < 0 || number >= dots.length) return;
    chosen = number;
    dots.forEach((dot, k) => dot.classList.toggle("chosen", k === number));
    readouts.forEach((text, k) => (text.hidden = k !== number));
    lines.forEach((line, k) => line.classList.toggle("chosen", k === number));
    const budget = Number(lines[number].dataset.budget);
    for (const step of steps) step.classList.toggle("bought", Number(step.dataset.from) <= budget);
  }

  function nearest(event) {
    const across = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse()).x;
    const away = dots.map((dot) => Math.abs(Number(dot.dataset.x) - across));
    choose(away.indexOf(Math.min(...away)));
  }

  svg.addEventListener("pointermove", nearest);
  svg.addEventListener("pointerdown", nearest);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(Math.min(dots.length - 1, Math.max(0, chosen + step)));
  });
  lines.forEach((line, k) => line.querySelector("button").addEventListener("click", () => choose(k)));
  choose(dots.findIndex((dot) => dot.classList.contains("chosen")));
}

curve_ready();

/* Three plans or more: the map of another pair is another address, so that it can be sent and bookmarked. */
function pairs_ready() {
  const select = document.getElementById("pair");
  select.value = root.dataset.pair;
  select.addEventListener("change", () => {
    const search = new URLSearchParams(location.search);
    search.set("map", select.value);
    location.search = search.toString();
  });
}

/* On the map of A against another plan an outlet of A is one that stands, one of the other alone is one that opens;
   what neither has is not on it. */
function marks_ready() {
  for (const button of document.querySelectorAll("button[data-place]")) {
    const plans = button.dataset.in;
    if (plans.includes("A")) button.dataset.outlet = button.dataset.place;
    else if (plans.includes(root.dataset.pair)) button.dataset.site = button.dataset.place;
    else button.disabled = true;
  }
}

pairs_ready();
marks_ready();

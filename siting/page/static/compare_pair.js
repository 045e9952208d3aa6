/* Which plan the map holds against A: ?map=C in the address, else the first; its data is the map's. */
(function () {
  "use strict";
  const blocks = [...document.querySelectorAll("script[data-pair]")];
  const wanted = new URLSearchParams(location.search).get("map");
  const chosen = blocks.find((one) => one.dataset.pair === wanted) || blocks[0];
  chosen.id = "siting-data";
  document.documentElement.dataset.pair = chosen.dataset.pair;
})();

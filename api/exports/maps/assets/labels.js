function declutterLabels(map) {
  "use strict";
  function declutter() {
    const kept = [];
    for (const label of map.getContainer().querySelectorAll(".spot.commune")) {
      const box = label.firstElementChild.getBoundingClientRect();
      const hidden = kept.some((k) => box.left < k.right && k.left < box.right && box.top < k.bottom && k.top < box.bottom);
      label.classList.toggle("hidden", hidden);
      if (!hidden) kept.push(box);
    }
  }
  map.on("zoomend moveend", declutter);
  map.whenReady(declutter);
}

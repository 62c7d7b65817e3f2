function residentsMap(map, layers) {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const object = (name) => window[name];
  const groups = layers.groups.map(object);
  const picker = document.getElementById("commune");

  function fit() {
    const spots = all("[data-spot]").filter((item) => !item.closest("[hidden]")).map((item) => object(item.dataset.spot));
    const bounds = L.latLngBounds(spots.map((spot) => spot.getLatLng()));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [48, 48], maxZoom: 14, animate: false });
  }

  function pick() {
    for (const village of all(".village")) village.hidden = picker.value !== "" && village.dataset.commune !== picker.value;
    fit();
  }

  picker.addEventListener("change", () => {
    pick();
    const village = document.querySelector(".village:not([hidden])");
    if (picker.value && village && window.innerWidth < 800) village.scrollIntoView();
    history.replaceState(null, "", picker.value ? "#" + encodeURIComponent(picker.value) : location.pathname + location.search);
  });
  for (const button of all("[data-show]"))
    button.addEventListener("click", () => {
      const spot = object(button.dataset.show);
      map.setView(spot.getLatLng(), Math.max(map.getZoom(), 14));
      spot.openPopup();
      map.getContainer().scrollIntoView({ block: "nearest" });
    });

  for (const group of groups) group.addTo(map);
  const asked = decodeURIComponent(location.hash.slice(1));
  if (Array.from(picker.options).some((option) => option.value === asked)) picker.value = asked;
  pick();
  new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
}

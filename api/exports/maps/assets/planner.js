function plannerMap(map, layers) {
  "use strict";
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const days = all("button.day");
  const ticks = all("input[type=checkbox]");
  let chosen = "all";

  const object = (name) => window[name];
  const show = (layer, visible) => (visible ? layer.addTo(map) : layer.remove());
  const ticked = (kind, value) => ticks.some((t) => t.dataset[kind] === value && t.checked);

  function refresh() {
    const on = (day) => chosen === "all" || chosen === day;
    for (const [day, vehicles] of Object.entries(layers.tours))
      for (const [vehicle, name] of Object.entries(vehicles)) show(object(name), on(day) && ticked("vehicle", vehicle));
    for (const [day, name] of Object.entries(layers.sessions)) show(object(name), on(day) && ticked("layer", "sessions"));
    show(object(layers.stops), ticked("layer", "stops"));
    for (const [day, name] of Object.entries(layers.unserved))
      show(object(name), (day === "" || on(day)) && ticked("layer", "unserved"));
    show(object(layers.depots), true);
    for (const button of days) button.setAttribute("aria-pressed", String(button.dataset.day === chosen));
    document.body.classList.toggle("every-day", chosen === "all");
    for (const section of all(".panel section")) {
      const items = Array.from(section.querySelectorAll("li[data-day], details[data-day]"));
      for (const item of items)
        item.hidden = !on(item.dataset.day) || ("vehicle" in item.dataset && !ticked("vehicle", item.dataset.vehicle));
      const none = section.querySelector(".none");
      if (none) none.hidden = items.some((item) => !item.hidden);
    }
  }

  function fit() {
    const names = [layers.stops, layers.depots, ...Object.values(layers.unserved)];
    names.push(...Object.values(layers.sessions), ...Object.values(layers.tours).flatMap(Object.values));
    const bounds = L.latLngBounds([]);
    for (const group of names.map(object)) bounds.extend(group.getBounds());
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [48, 48], maxZoom: 14, animate: false });
  }

  for (const button of days)
    button.addEventListener("click", () => {
      chosen = button.dataset.day;
      refresh();
    });
  for (const tick of ticks) tick.addEventListener("change", refresh);
  for (const row of all("[data-spot]")) {
    const spot = object(row.dataset.spot);
    if (!spot) continue;
    row.addEventListener("click", () => {
      map.setView(spot.getLatLng(), Math.max(map.getZoom(), 13));
      spot.openPopup();
      if (window.innerWidth < 800) map.getContainer().scrollIntoView();
    });
  }

  const busy = days.find((button) => layers.tours[button.dataset.day] && !button.classList.contains("idle"));
  chosen = busy ? busy.dataset.day : "all";
  refresh();
  fit();
  new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
}

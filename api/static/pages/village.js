"use strict";
// Dates that are over are put away, the next one is shown large, and villages are found by name or position.
(() => {
  const now = Date.now();
  const isOver = (element) => Date.parse(element.dataset.end) < now;
  for (const list of document.querySelectorAll(".dates")) {
    const dates = [...list.querySelectorAll("[data-end]")];
    const ahead = dates.filter((date) => !isOver(date));
    if (list.classList.contains("one")) {
      const first = ahead.sort((a, b) => Date.parse(a.dataset.end) - Date.parse(b.dataset.end))[0];
      list.classList.add("live");
      if (first) first.classList.add("now");
      else list.closest("section").hidden = true;
    } else if (ahead.length) {
      dates.filter(isOver).forEach((date) => { date.hidden = true; date.style.display = "none"; });
    }
  }
  for (const village of document.querySelectorAll(".villages li")) {
    const dates = [...village.querySelectorAll(".next")];
    const ahead = dates.find((date) => !isOver(date));
    dates.forEach((date) => { date.hidden = date !== ahead; });
  }

  const finder = document.querySelector("[data-finder]");
  if (!finder) return;
  const input = finder.querySelector("input");
  const status = finder.querySelector("[data-status]");
  const list = document.querySelector(".villages");
  const villages = [...list.children];
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  finder.hidden = false;
  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    const found = villages.filter((one) => one.dataset.name.split(/[\s'’-]+/).concat(one.dataset.name).some((word) => word.startsWith(wanted)));
    villages.forEach((one) => { one.hidden = !found.includes(one); });
    status.textContent = found.length ? "" : status.dataset.none;
  });
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = villages.find((one) => !one.hidden);
    if (first && input.value.trim()) first.querySelector("a").click();
  });
  finder.querySelector("[data-near]").addEventListener("click", () => {
    const lost = () => { status.textContent = status.dataset.lost; };
    if (!navigator.geolocation) { lost(); return; }
    navigator.geolocation.getCurrentPosition((position) => {
      const { longitude, latitude } = position.coords;
      const scale = Math.cos((latitude * Math.PI) / 180);
      const away = (one) => Math.hypot((one.dataset.lon - longitude) * scale, one.dataset.lat - latitude);
      villages.sort((a, b) => away(a) - away(b)).forEach((one) => { one.hidden = false; list.append(one); });
      villages[0].querySelector("a").focus();
    }, lost, { timeout: 10000, maximumAge: 600000 });
  });
})();

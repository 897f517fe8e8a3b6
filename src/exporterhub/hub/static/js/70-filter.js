// The metrics filter works on the rows that are there; a table that was cut is fetched whole first.
(() => {
  const form = document.querySelector("[data-filter]");
  if (!form) return;
  const field = form.querySelector("input");
  const part = () => document.querySelector("[data-metrics]");

  const whole = async () => {
    const section = part();
    if (!("cut" in section.dataset)) return;
    const html = await hub.part("metrics", `${section.dataset.metrics}?metrics=all&part=metrics`);
    if (html === null) return;
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-metrics]");
    const old = section.querySelector("[data-rows]");
    const rows = fresh.querySelector("[data-rows]");
    // Who has gone on meanwhile, to the table or to what follows it, stays there and sees it.
    const focused = document.activeElement;
    const inside = old.contains(focused);
    const label = focused.getAttribute("aria-label");
    const top = focused.getBoundingClientRect().top;
    old.replaceWith(rows);
    if (!inside) scrollBy(0, focused.getBoundingClientRect().top - top);
    else (rows.querySelector(`[aria-label="${CSS.escape(label ?? "")}"]`) ?? rows.querySelector("[tabindex]"))?.focus({ preventScroll: true });
    delete section.dataset.cut;
  };

  const apply = async () => {
    await whole();
    const section = part();
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    let total = 0;
    for (const row of section.querySelectorAll("table.metrics tbody tr")) {
      row.text ??= [...row.cells].slice(0, 3).map((cell) => cell.textContent).join(" ").toLowerCase();
      row.hidden = !words.every((word) => row.text.includes(word));
      total += 1;
      shown += !row.hidden;
    }
    const text = words.length ? say("shown_of", { shown, total }) : say("in_all", { num: total });
    form.querySelector("[data-filter-count]").textContent = text;
    document.querySelector("[data-live]").textContent = text;
  };

  field.addEventListener("input", hub.later(60, apply));
  field.addEventListener("focus", whole, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  document.querySelector("[data-all]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    const rows = part().querySelectorAll("tbody tr").length;
    await apply();
    // Reading goes on at the first row that is new.
    const next = part().querySelectorAll("tbody tr")[rows];
    next?.setAttribute("tabindex", "-1");
    next?.focus({ preventScroll: true });
  });
})();

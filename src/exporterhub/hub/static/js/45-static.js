// A site without a server: the list is whole, and searched here.
(() => {
  const form = document.querySelector("[data-search-static]");
  if (!form) return;
  const field = form.querySelector("input[type=search]");
  const rows = [...document.querySelectorAll("table.exporters tbody tr")];
  let words = null;
  const load = async () => {
    try {
      words ??= await (await fetch("/search.json")).json();
    } catch {
      words = {}; // What the rows say is searched all the same.
    }
  };

  const apply = async () => {
    await load();
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const slug = row.querySelector(".row-link").getAttribute("href").split("/").at(-1);
      const text = `${row.textContent.toLowerCase()} ${words[slug] ?? ""}`;
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    const said = wanted.length ? say("exporters_of", { shown, num: rows.length }) : say("exporters", { num: rows.length });
    document.querySelector("[data-found]").textContent = said;
    document.querySelector("[data-live]").textContent = said;
    history.replaceState(null, "", field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", hub.later(60, apply));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  if (field.value) apply();
})();

// Search as you type: the server draws the results, the address follows, and the arrow keys walk through the list.
(() => {
  const form = document.querySelector("[data-search]");
  const field = form?.querySelector("input[type=search]");
  const results = document.querySelector("#results");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select, [contenteditable]")) return;
    const target = field ?? document.querySelector("[data-filter] input");
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.select();
  });

  if (!form) return;

  const home = form.getAttribute("action"); // with the language, where the address pins it
  const address = () => {
    const values = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...values]) if (!value.trim()) values.delete(name);
    return values.size ? `${home}?${values}` : home;
  };

  const show = async (url) => {
    const html = await hub.part("search", `${url}${url.includes("?") ? "&" : "?"}part=results`);
    if (html === null) return false;
    const here = [...results.querySelectorAll(".row-link")].indexOf(document.activeElement);
    hub.replace(results, html);
    if (here >= 0) (results.querySelectorAll(".row-link")[here] ?? field).focus({ preventScroll: true });
    document.querySelector("[data-live]").textContent = results.querySelector("[data-found]").textContent;
    return true;
  };

  // The address follows the results and not the keys, so that what it names is what is shown.
  const follow = (url) => show(url).then((shown) => shown && history.replaceState(null, "", url));

  // Facets and sorting are links; the form must carry what they chose.
  const adopt = (url) => {
    for (const hidden of form.querySelectorAll("input[type=hidden]")) hidden.remove();
    for (const [name, value] of new URL(url, location.href).searchParams) {
      if (name === "q") field.value = value;
      else if (name !== "page") form.prepend(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    if (!new URL(url, location.href).searchParams.has("q")) field.value = "";
  };

  const typed = hub.later(90, () => follow(address()));
  field.addEventListener("input", typed);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow(address());
  });

  results.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link?.pathname !== home || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const url = link.getAttribute("href");
    const place = [...results.querySelectorAll("a")].indexOf(link);
    history.pushState(null, "", url);
    adopt(url);
    show(url).then(() => results.querySelectorAll("a")[place]?.focus({ preventScroll: true }));
  });

  addEventListener("popstate", () => {
    adopt(location.href);
    show(location.pathname + location.search);
  });

  document.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll(".row-link")];
    const here = links.indexOf(document.activeElement);
    if (document.activeElement !== field && here < 0) return;
    if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(here + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && here >= 0) {
      event.preventDefault();
      (here ? links[here - 1] : field).focus();
    } else if (event.key === "Escape") {
      if (here >= 0) field.focus();
      else if (field.value) {
        field.value = "";
        typed();
      }
    } else if (event.key === "Enter" && here < 0 && links.length && field.value) {
      event.preventDefault();
      links[0].click();
    }
  });
})();

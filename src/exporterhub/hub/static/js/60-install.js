// The commands follow the form. The server makes them, so that page, API and command line say the same.
(() => {
  const holder = document.querySelector("[data-install]");
  if (!holder) return;

  const refresh = async () => {
    const form = holder.querySelector("[data-choices]");
    const values = new URLSearchParams(new FormData(form));
    const open = holder.querySelector('[role=tab][aria-selected="true"]')?.hash ?? "";
    const html = await hub.part("install", `${holder.dataset.install}?${values}&part=install`);
    if (html === null) return;
    const focused = document.activeElement?.id;
    const typed = new Map([...form.elements].map((field) => [field.id, [field.value, field.selectionStart]]));
    hub.replace(holder, html);
    hub.tabs(holder, open);
    // What was typed while the answer was under way stays, and so does the caret.
    for (const [id, [value]] of typed) {
      const field = id && document.getElementById(id);
      if (field) field.value = value;
    }
    const field = focused && document.getElementById(focused);
    if (field) {
      field.focus({ preventScroll: true });
      const caret = typed.get(focused)?.[1];
      if (typeof caret === "number") field.setSelectionRange(caret, caret);
    }
    history.replaceState(null, "", `${holder.dataset.install}?${values}${location.hash}`);
  };
  const soon = hub.later(180, refresh);
  holder.addEventListener("input", (event) => event.target.closest("[data-choices]") && soon());
  holder.addEventListener("submit", (event) => {
    event.preventDefault();
    refresh();
  });
})();

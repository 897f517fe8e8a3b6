// A file is read here and put into the field, so that it is sent as any pasted page.
(() => {
  const form = document.querySelector("[data-paste]");
  if (!form) return;
  const area = form.querySelector("textarea");
  const limit = 5 * 1024 * 1024;
  const take = async (file) => {
    if (!file) return;
    const wrong = file.size > limit ? say("too_large") : "";
    area.setCustomValidity(wrong);
    if (wrong) area.reportValidity();
    else area.value = await file.text();
  };
  const chooser = form.querySelector("[data-paste-file]");
  chooser.querySelector("input").addEventListener("change", (event) => take(event.target.files[0]));
  area.addEventListener("input", () => area.setCustomValidity(""));
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
})();

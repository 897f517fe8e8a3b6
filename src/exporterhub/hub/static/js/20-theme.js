// The switch goes round: as the system has it, light, dark.
(() => {
  const button = document.querySelector("[data-theme-switch]");
  const root = document.documentElement;
  const next = { auto: "light", light: "dark", dark: "auto" };

  const label = () => button.setAttribute("aria-label", say(`theme_${root.dataset.theme ?? "auto"}`));

  button.addEventListener("click", () => {
    const theme = next[root.dataset.theme ?? "auto"];
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (theme === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // Storage is blocked: the choice holds for this page.
    }
    label();
  });
  label();
})();

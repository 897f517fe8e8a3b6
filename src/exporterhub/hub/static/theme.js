// Loaded before anything is drawn, so that neither the colours nor the tabs change under the reader's eyes.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's choice stands.
  }
})();

// Headed sections become tabs (WAI-ARIA tabs pattern). Without a script they stay sections, and their links jump to them.
(() => {
  const enhance = (tabs, wanted) => {
    const list = tabs.querySelector(".tab-list");
    const links = [...list.querySelectorAll("a")];
    const panels = links.map((link) => tabs.querySelector(link.getAttribute("href")));
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", tabs.dataset.tabs);

    const select = (chosen, focus) => {
      links.forEach((link, index) => {
        const on = index === chosen;
        link.setAttribute("aria-selected", String(on));
        link.tabIndex = on ? 0 : -1;
        panels[index].hidden = !on;
      });
      if (focus) links[chosen].focus();
    };

    links.forEach((link, index) => {
      link.parentElement.setAttribute("role", "presentation");
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", panels[index].id);
      panels[index].setAttribute("role", "tabpanel");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        select(index, true);
        history.replaceState(null, "", link.hash);
      });
      link.addEventListener("keydown", (event) => {
        const move = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: links.length - 1 }[event.key];
        if (move === undefined && event.key !== " ") return;
        event.preventDefault();
        if (event.key === " ") link.click();
        else select((move + links.length) % links.length, true);
      });
    });
    const named = links.findIndex((link) => link.hash === wanted);
    select(Math.max(named, 0), false);
    tabs.dataset.ready = "";
  };

  window.hub.tabs = (scope, wanted) => {
    for (const tabs of scope.querySelectorAll("[data-tabs]")) enhance(tabs, wanted);
  };
  window.hub.tabs(document, location.hash);
})();

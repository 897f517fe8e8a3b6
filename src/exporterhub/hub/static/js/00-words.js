// The texts of the page's language, as the server put them into the page: whole sentences, with {name} for each value.
// What is counted has one for each plural category.
window.say = (() => {
  const words = JSON.parse(document.querySelector("#words").textContent);
  const { lang } = document.documentElement;
  const plural = new Intl.PluralRules(lang);
  const form = new Intl.NumberFormat(lang);
  const written = (value) => (typeof value === "number" ? form.format(value) : value);

  return (key, values = {}) => {
    const found = words[key];
    const text = typeof found === "string" ? found : found[plural.select(values.num)];
    return text.replace(/\{(\w+)\}/g, (_, name) => written(values[name]));
  };
})();

// The switch leads to what is shown now: a search changes the address without a new page.
(() => {
  const links = document.querySelectorAll("[data-language]");
  const follow = () => links.forEach((link) => {
    link.href = `${link.dataset.language}${location.search}${location.hash}`;
  });
  for (const link of links) for (const kind of ["pointerenter", "focus", "click"]) link.addEventListener(kind, follow);
})();

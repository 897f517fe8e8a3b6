// A copy button on every block of code. It is made here, since without a script it could do nothing.
(() => {
  const live = () => document.querySelector("[data-live]");

  const add = (scope) => {
    for (const block of scope.querySelectorAll(".code")) {
      if (block.querySelector(".copy")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = say("copy");
      block.append(button);
    }
  };

  const write = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    // Plain HTTP on another address has no clipboard API.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copying is not allowed");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const text = button.parentElement.querySelector("pre").textContent;
    try {
      await write(text);
      button.textContent = say("copied");
      button.classList.add("done");
      live().textContent = say("copied");
    } catch {
      button.textContent = say("select");
      getSelection().selectAllChildren(button.parentElement.querySelector("pre"));
    }
    setTimeout(() => {
      button.textContent = say("copy");
      button.classList.remove("done");
      live().textContent = "";
    }, 1600);
  });

  document.addEventListener("hub:changed", (event) => add(event.target));
  add(document);
})();

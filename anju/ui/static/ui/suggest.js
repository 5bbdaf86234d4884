// The list below the search box: arrows walk through it, Enter opens, Escape closes. Without it Enter searches.
"use strict";

(() => {
  const box = document.getElementById("search-box");
  const list = document.getElementById("suggestions");
  if (!box || !list) return;
  const options = () => [...list.querySelectorAll("[role=option]")];
  let at = -1;

  const mark = (next) => {
    const all = options();
    at = all.length ? (next + all.length) % all.length : -1;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) {
      box.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) { at = -1; box.removeAttribute("aria-activedescendant"); }
  };

  list.addEventListener("htmx:afterSwap", () => { at = -1; show(box.value.trim() !== "" && list.childElementCount > 0 && document.activeElement === box); });
  box.addEventListener("input", () => { if (!box.value.trim()) show(false); });
  box.addEventListener("blur", () => setTimeout(() => { if (!list.contains(document.activeElement)) show(false); }, 200));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? at + 1 : (at < 0 ? 0 : at) - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.href = options()[at].href;
    } else if (event.key === "Escape") {
      event.preventDefault(); // close the list, keep what was typed
      show(false);
    }
  });
})();

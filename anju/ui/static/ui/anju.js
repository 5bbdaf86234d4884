// Small behaviour of every page. Everything works without it; it only saves a click.
"use strict";

document.addEventListener("change", (event) => {
  // A choice that sends its form at once: as-of date, language, text size.
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});

// After a refused save the first field that is wrong has the focus; a refusal of the whole form, its sentence.
window.firstWrong = (root) => {
  const shown = (element) => element.getClientRects().length > 0;
  for (const told of root.querySelectorAll(".field .error")) {
    const field = told.closest(".field").querySelector("input:not([type=hidden]), select, textarea");
    if (field && shown(field)) return field;
  }
  return root.querySelector("form .callout.bad[tabindex]");
};
window.firstWrong(document)?.focus();

// On a phone the filters of a list are folded away, so that the list stands on the first screen.
const fold = () => {
  if (!window.matchMedia("(max-width: 61.99rem)").matches) return;
  for (const form of document.querySelectorAll("form.card[role=search]:not(:has(> details.fold))")) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    details.className = "fold";
    summary.textContent = form.getAttribute("aria-label");
    details.append(summary, ...form.childNodes);
    form.append(details);
  }
};
fold();
document.addEventListener("htmx:afterSettle", fold);

document.addEventListener("click", (event) => {
  // A click elsewhere closes an open menu.
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-print]")) window.print();
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog).showModal();
});

// Buttons that only work with scripts show themselves.
for (const opener of document.querySelectorAll("[data-dialog][hidden]")) opener.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.drop[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  // "/" goes to the search box, as long as nobody is typing.
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  // "?" tells which keys there are.
  const keys = document.getElementById("keys");
  if (event.key === "?" && !typing && keys && !keys.open) {
    event.preventDefault();
    keys.showModal();
  }
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const box = document.getElementById("search-box");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
});

document.addEventListener("submit", (event) => {
  // Nothing happens twice: the button of a form that is on its way is asleep until an answer comes.
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-again")) return;
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    setTimeout(() => { button.disabled = true; }, 0);
  }
});

window.addEventListener("pageshow", (event) => {
  // Coming back by the browser's own button: nothing stays asleep.
  if (event.persisted) document.querySelectorAll("form button[disabled]").forEach((button) => { button.disabled = false; });
});

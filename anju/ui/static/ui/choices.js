// Only the questions that belong to the answers given: <div data-when="what:began,changed channel:public_post">
// shows while every named field has one of its values. Without scripts all questions stay in sight, and the server
// leaves aside what does not belong.
"use strict";

(() => {
  function holds(form, condition) {
    const [name, values] = condition.split(":");
    const field = form.elements.namedItem(name);
    return Boolean(field) && values.split(",").includes(field.type === "checkbox" ? String(field.checked) : field.value);
  }

  function arrange(form) {
    for (const part of form.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").every((condition) => holds(form, condition));
    }
  }

  function arrangeAll(root) {
    const forms = root.matches?.("form[data-choices]") ? [root] : root.querySelectorAll("form[data-choices]");
    for (const form of forms) arrange(form);
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-choices")) arrange(form);
  });
  document.addEventListener("htmx:load", (event) => arrangeAll(event.detail.elt));
  arrangeAll(document);
})();

// Nothing typed is lost when the session ran out: what a form sent is kept in this tab until it is known to have arrived.
// Passwords, codes and files are never kept. sessionStorage ends with the tab, so that a shared machine keeps nothing.
"use strict";

(() => {
  const KEPT = "input:not([type=password]):not([type=file]):not([type=hidden]):not([autocomplete=one-time-code]), select, textarea";
  const nameOf = (form) => `draft:${location.pathname}:${form.getAttribute("action") || ""}`;
  const fieldsOf = (form) => [...form.querySelectorAll(KEPT)].filter((field) => field.name);

  const keep = (form) => {
    const held = fieldsOf(form).map((field) => [field.name, field.value, field.type === "checkbox" || field.type === "radio" ? field.checked : null]);
    if (held.length) sessionStorage.setItem(nameOf(form), JSON.stringify(held));
  };

  const restore = (form, held) => {
    for (const [name, value, checked] of held) {
      const field = fieldsOf(form).find((one) => one.name === name && (checked === null || one.value === value));
      if (!field) continue;
      if (checked === null) field.value = value;
      else field.checked = checked;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const fromLogin = document.referrer && new URL(document.referrer).origin === location.origin
    && new URL(document.referrer).pathname.startsWith("/login/");

  for (const form of document.querySelectorAll("form[method=post]")) {
    const held = sessionStorage.getItem(nameOf(form));
    if (held && fromLogin) restore(form, JSON.parse(held));
    sessionStorage.removeItem(nameOf(form));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post" && !location.pathname.startsWith("/login/")) keep(form);
  }, true);
})();

// A form that asks while it is filled in (data-live): what is typed while an answer is on its way is not overwritten by it,
// and is asked about by itself after a moment's rest.
(() => {
  const REST = 800;
  let rest = 0;
  const ask = (id) => {
    const form = document.getElementById(id);
    if (form && form.dataset.touched) form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const live = (event) => (event.target instanceof Element ? event.target.closest("form[data-live]") : null);
  document.addEventListener("input", (event) => {
    const form = live(event);
    if (!form) return;
    form.dataset.touched = "1";
    clearTimeout(rest);
    rest = setTimeout(ask, REST, form.id);
  });
  document.addEventListener("htmx:beforeRequest", (event) => { const form = live(event); if (form) delete form.dataset.touched; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = live(event);
    if (form && form.dataset.touched) event.detail.shouldSwap = false;
  });
})();

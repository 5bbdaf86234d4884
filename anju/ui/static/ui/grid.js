// A list worked through by keyboard: one row is current, keys move it, choose it, confirm it and open its form in place.
// The keys are told in ui/keys.html. Everything is also a button, a link or a checkbox.
"use strict";

(() => {
  const TYPING = "input:not([type=checkbox]), select, textarea, [contenteditable]";
  let then = null; // what to do when the answer to a key has come: [id of the row, "next" | "same" | "form"]

  const grid = () => document.querySelector("[data-grid]");
  const rows = () => [...grid().querySelectorAll("[data-row]")];
  const picks = () => [...grid().querySelectorAll("[data-pick]")];
  const current = () => document.activeElement?.closest("[data-row]");

  function go(row) {
    if (!row) return;
    for (const other of rows()) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current() ?? all.find((row) => row.tabIndex === 0 && row.dataset.met));
    const next = at < 0 ? all[0] : all[at + by];
    if (next) next.dataset.met = "yes";
    go(next);
  }

  function count() {
    const chosen = picks().filter((box) => box.checked);
    for (const shown of document.querySelectorAll("[data-picked]")) {
      shown.textContent = chosen.length ? shown.dataset.picked.replace("0", String(chosen.length)) : "";
    }
    const all = grid().querySelector("[data-pick-all]");
    if (all) {
      all.checked = chosen.length > 0 && chosen.length === picks().length;
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
    for (const box of picks()) box.closest("[data-row]").classList.toggle("picked", box.checked);
  }

  function press(row, what, next) {
    const button = row.querySelector(what);
    if (!button) return;
    then = [row.id, next];
    button.click();
  }

  function confirm(row) {
    const bulk = document.querySelector("[data-bulk]");
    if (bulk && picks().some((box) => box.checked)) bulk.querySelector("[data-bulk-button]").click();
    else if (row) press(row, "[data-confirm]", "next");
  }

  // Keys of the list. Enter and the space bar belong to a link or a button when one has the focus.
  function move(event) {
    const row = current();
    const own = event.target.closest("a, button, summary, [data-pick-all]");
    const keys = {
      j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), c: () => confirm(row),
    };
    if (row && !own) {
      keys.Enter = () => press(row, "[data-edit]", "form");
      if (!event.target.matches("[data-pick]")) keys[" "] = () => row.querySelector("[data-pick]")?.click();
    }
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  // Keys of a form that is open in its row.
  function fill(event, form) {
    if (event.key === "Escape") press(form.closest("[data-row]"), "[data-cancel]", "same");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      then = [form.closest("[data-row]").id, "same"];
      form.requestSubmit();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (!grid() || event.altKey || document.querySelector("dialog[open]")) return;
    const form = event.target.closest("[data-row] form[data-choices]");
    if (form) fill(event, form);
    else if (!event.target.closest(TYPING) && !event.ctrlKey && !event.metaKey) move(event);
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (event.target.closest("[data-edit]")) then = [row.id, "form"];
    // A click beside the words of a row opens its form, so that nobody has to aim at the button.
    else if (!event.target.closest("a, button, input, label, select, textarea, form")
      && !String(window.getSelection())) press(row, "[data-edit]", "form");
  });

  document.addEventListener("change", (event) => {
    if (!grid()) return;
    if (event.target.matches("[data-pick-all]")) {
      for (const box of picks()) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-pick], [data-pick-all]")) count();
  });

  // A whole page in answer to a piece of it (a refusal, the log-in): it takes the place of the page's content.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, xhr } = event.detail;
    if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
    const wanted = elt.closest("[hx-select]")?.getAttribute("hx-select") ?? "#";
    if (xhr.responseText.includes(`id="${wanted.slice(1)}"`)) return;
    event.detail.target = document.getElementById("main");
    event.detail.selectOverride = "#main";
    event.detail.shouldSwap = true;
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!grid()) return;
    count();
    const row = then && document.getElementById(then[0]);
    if (!row) return;
    const what = then[1];
    if (what === "form") {
      const field = window.firstWrong(row) ?? row.querySelector("form input:checked, form input:not([type=hidden]), form select");
      if (!field) return;
      field.focus();
      row.scrollIntoView({ block: "nearest" });
    } else if (row.querySelector("form[data-choices]")) {
      (window.firstWrong(row) ?? row.querySelector("[role=alert]"))?.focus();
    } else if (what === "next") {
      go(row.nextElementSibling ?? row);
    } else {
      go(row);
    }
    if (what !== "same" || !row.querySelector("form[data-choices]")) then = null;
  });

  // The line is dead: what was typed stays where it is, and a sentence says so.
  document.addEventListener("htmx:sendError", (event) => {
    const words = document.querySelector("[data-offline]");
    if (words) words.hidden = false;
    event.detail.elt.querySelectorAll?.("button[disabled]").forEach((button) => { button.disabled = false; });
  });
})();

// Single keys for the call-back list. Everything they do is a link or a button that is there without them. They can be
// switched off, never act while somebody types or holds a modifier, and answer keys wait a moment after a page opens, so that
// a key pressed twice does not answer for a person whose note nobody has read.
const WAIT = 1000;
const STORE = "heelrise-single-keys";
const help = document.querySelector("[data-keys]");
const box = document.querySelector("[data-keys-on]");
const form = document.querySelector("[data-answers]");
const opened = performance.now();
let on = true;
let sent = false;

try {
  on = localStorage.getItem(STORE) !== "off";
} catch {
  // A browser that keeps nothing starts with the keys on each time.
}

function show() {
  for (const key of document.querySelectorAll(".wl-choices kbd")) key.hidden = !on;
  for (const button of document.querySelectorAll("[data-key]")) {
    if (on) button.setAttribute("aria-keyshortcuts", button.dataset.key);
    else button.removeAttribute("aria-keyshortcuts");
  }
  if (box) box.checked = on;
}

if (help) help.hidden = false;
box?.addEventListener("change", () => {
  on = box.checked;
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // It holds for this page.
  }
  show();
});
show();

form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
// A page that comes back from the browser's memory can be answered again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

const typing = (target) =>
  target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function step(way) {
  const link = document.querySelector(way > 0 ? "[data-next]" : "[data-before]");
  if (link) return link.click();
  const rows = [...document.querySelectorAll("[data-rows] th a")];
  if (rows.length === 0) return undefined;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (way > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + way));
  return rows[next].focus();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (typing(event.target)) {
    if (event.key === "Escape" || (event.key === "Enter" && event.target.id === "reason")) event.target.blur();
    return;
  }
  // Everything below is a single character, and goes with the switch.
  if (!on || event.repeat) return;
  if (event.key === "?" && help) {
    event.preventDefault();
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
    return;
  }
  if (event.shiftKey) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "i") {
    event.preventDefault();
    step(key === "j" ? 1 : -1);
    return;
  }
  if (!form) return;
  if (key === "r") {
    event.preventDefault();
    form.querySelector("#reason").focus();
    return;
  }
  const button = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  if (performance.now() - opened >= WAIT) form.requestSubmit(button);
});

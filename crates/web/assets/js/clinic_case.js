// The answer follows what is typed: the form is sent to the preview a moment after the last change, and what the server
// writes takes the place of the same parts of the page. Nothing is kept until somebody saves. What was opened or closed
// stays so. Without this script the page works with its save button.
const form = document.getElementById("case-form");
const said = document.querySelector("[data-said]");
const unsaved = document.querySelector("[data-unsaved]");
const live = document.querySelector("[data-live]");
const recheck = document.getElementById("recheck");
const KEPT = "open parts of the case page";
if (live) live.hidden = false;

let timer = 0;
let turn = 0;
let dirty = false;

const opened = (root) => new Map([...root.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
function reopen(were) {
  for (const [id, open] of were) {
    const part = document.getElementById(id);
    if (part instanceof HTMLDetailsElement) part.open = open;
  }
}

/** Puts what the server wrote in the place of the same parts, and says how far each section is. */
function lay(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const place = document.getElementById(part.id);
    if (!place) continue;
    const were = opened(place);
    const held = place.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : null;
    place.replaceChildren(...part.childNodes);
    reopen(were);
    if (held) (document.querySelector(`#${CSS.escape(held)} > summary`) ?? document.getElementById(held))?.focus();
  }
  for (const state of fresh.querySelectorAll("[data-of]")) {
    const section = document.getElementById(`s-${state.dataset.of}`);
    if (!section) continue;
    section.querySelector(".section-state").textContent = state.textContent;
    section.querySelector(".section-wanted").hidden = !("wanted" in state.dataset);
  }
  if (recheck && document.querySelector(".verdict-card.verdict-no-rupture-found")) recheck.open = true;
}

async function ask() {
  const mine = ++turn;
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) sent.append(name, String(value));
  let reply;
  try {
    reply = await fetch(form.dataset.preview, { method: "POST", body: sent, credentials: "same-origin" });
  } catch {
    return; // No network: the panel stays as it was, and the save button says so when pressed.
  }
  if (mine !== turn || !reply.ok) return;
  const text = await reply.text();
  if (mine !== turn) return;
  lay(new DOMParser().parseFromString(text, "text/html"));
  const words = document.querySelector("[data-summary]")?.dataset.summary ?? "";
  if (said && said.textContent !== words) said.textContent = words;
}

form?.addEventListener("input", () => {
  dirty = true;
  if (unsaved) unsaved.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
});

// A saved page comes back with the same parts open. Only the names of parts are kept, and only until then.
document.addEventListener("submit", () => {
  dirty = false;
  sessionStorage.setItem(KEPT, JSON.stringify([...opened(document)]));
});
const kept = sessionStorage.getItem(KEPT);
sessionStorage.removeItem(KEPT);
if (kept && document.querySelector("[role=status].note")) reopen(JSON.parse(kept));

addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

// A link to a field opens the part it stands in, also in browsers that do not do so themselves.
addEventListener("click", (event) => {
  const to = event.target.closest?.('a[href^="#"]')?.getAttribute("href").slice(1);
  const place = to && document.getElementById(to);
  const part = place?.closest("details");
  if (part) part.open = true;
  (place?.matches("fieldset") ? place.querySelector("input:checked, input") : place)?.focus?.({ preventScroll: true });
});

// Paper shows everything, and the screen is as before afterwards.
let before;
addEventListener("beforeprint", () => {
  before = opened(document);
  for (const part of document.querySelectorAll("details")) part.open = true;
});
addEventListener("afterprint", () => before && reopen(before));

document.querySelector("[data-focus]")?.focus();

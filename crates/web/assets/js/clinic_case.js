// The answer follows what is typed: the form is sent to the preview a moment after the last change, and the panel the
// server writes takes the place of the one on the page. Nothing is kept until somebody saves. Without this script the
// page works with its save button.
const form = document.getElementById("case-form");
const body = document.getElementById("answer-body");
const said = document.querySelector("[data-said]");
const unsaved = document.querySelector("[data-unsaved]");
const live = document.querySelector("[data-live]");
if (live) live.hidden = false;
document.querySelector("[data-focus]")?.focus();

let timer = 0;
let turn = 0;
let dirty = false;

const open = () => new Set([...body.querySelectorAll("details[open][id]")].map((each) => each.id));

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
  const were = open();
  const fresh = new DOMParser().parseFromString(text, "text/html");
  body.replaceChildren(...fresh.body.childNodes);
  for (const id of were) document.getElementById(id)?.setAttribute("open", "");
  const words = body.querySelector("[data-summary]")?.dataset.summary ?? "";
  if (said && said.textContent !== words) said.textContent = words;
}

form?.addEventListener("input", () => {
  dirty = true;
  if (unsaved) unsaved.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
});
document.addEventListener("submit", () => { dirty = false; });
addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

// Takes a code from after the # of the address into the field that waits for it. A browser never sends that part, so
// the code reaches the server only with the form, and the address is wiped at once so that no history keeps it.
const field = document.querySelector("[data-from-fragment]");
if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  const note = document.querySelector("[data-filled]");
  if (note) note.hidden = false;
}

// Links to hand over are shown with this site's own address when the site was not told its public one.
for (const place of document.querySelectorAll("[data-absolute]")) {
  if (place.textContent.startsWith("/")) place.textContent = location.origin + place.textContent;
}

// A code scanned before signing in goes through the door with the form: a redirect keeps what stands after the #. It is
// wiped from this page's own address, so that no history keeps it.
const door = document.querySelector("form[data-keep-fragment]");
if (door && location.hash.length > 1) {
  door.action += location.hash;
  history.replaceState(null, "", location.pathname + location.search);
}

// Keeps the self-check for when there is no network. It knows one fixed list of files and keeps nothing else: no form,
// no answer, no other page. The server puts the name of the version and the list in.
const NAME = 'KEPT_NAME';
const LIST = ['KEPT_LIST'];

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((cache) => cache.addAll(LIST.map((url) => new Request(url, { cache: 'reload' }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith('check-') && n !== NAME).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const key = url.pathname + url.search;
  if (event.request.method !== 'GET' || url.origin !== location.origin || !LIST.includes(key)) return;
  const kept = () => caches.open(NAME).then((cache) => cache.match(key));
  if (event.request.mode === 'navigate') {
    // The newest page when there is a network, the kept one when there is none or it is slow.
    const slow = new Promise((_, fail) => setTimeout(fail, 4000));
    event.respondWith(Promise.race([fetch(event.request), slow]).catch(kept).then((answer) => answer ?? Response.error()));
  } else {
    event.respondWith(kept().then((answer) => answer ?? fetch(event.request)));
  }
});

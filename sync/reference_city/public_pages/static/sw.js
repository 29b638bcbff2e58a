"use strict";
// Keeps the page, so that it opens without a network; where there is one, the newest is taken. Nothing else is kept or asked for.

const KEPT = "verifier", PAGES = ["index.html", "en.html"];

// Anew, since an answer that was redirected may not be shown for another address.
async function keep(name, answer) {
  const kept = new Response(await answer.blob(), {headers: {"Content-Type": "text/html; charset=utf-8"}});
  await (await caches.open(KEPT)).put(name, kept.clone());
  return kept;
}

async function keepAll() {
  for (const name of PAGES) await keep(name, await fetch(name, {cache: "no-cache"}));
  await self.skipWaiting();
}

async function newest(name) {
  try {
    const answer = await fetch(name, {cache: "no-cache"});
    if (answer.ok) return keep(name, answer);
  } catch {
    // no network
  }
  return (await caches.open(KEPT)).match(name);
}

self.addEventListener("install", event => event.waitUntil(keepAll()));
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", event => {
  if (event.request.method !== "GET") return;
  const name = new URL(event.request.url).pathname.slice(new URL(self.registration.scope).pathname.length) || PAGES[0];
  if (PAGES.includes(name)) event.respondWith(newest(name));
});

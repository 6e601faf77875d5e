// The service worker: the page itself opens without network, too, and notices show while it is closed. With network
// everything is asked for anew.
import { showNotices } from "@daystreak/client/notices-worker";

const KEPT = "small-steps";
const FILES = ["/", "/static/app.js", "/static/style.css", "/static/icon.svg"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const isFile = FILES.includes(pathname);
  // The dashboard is another page, of no use without network.
  if (pathname === "/admin" || pathname.startsWith("/admin/")) return;
  if (request.method !== "GET" || (request.mode !== "navigate" && !isFile)) return;
  event.respondWith(answer(request, isFile ? pathname : "/"));
});

async function answer(request, name) {
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(KEPT)).put(name, response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match(name);
    if (kept === undefined) throw error;
    return kept;
  }
}

showNotices({ icon: "/static/icon.svg" });

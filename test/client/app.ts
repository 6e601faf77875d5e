import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { bundle } from "../../client/scripts/build.ts";
import { tokenOf } from "../api/support.ts";
import { type RunningService, startService } from "../server/support.ts";

/** A refresh of a token as the app's server saw it. */
export interface Refreshed {
  readonly user: string;
  readonly background: boolean;
}

/** An app that uses the client, on an origin of its own, beside a service with a file for its database. */
export interface App {
  readonly address: string;
  readonly service: RunningService;
  readonly refreshed: Refreshed[];
  /** The page of a learner; `ttl` is for how many seconds its tokens hold. */
  pageOf(user: string, more?: { ttl?: number }): string;
  /** Ends the service, and starts it again at the same address. */
  stopService(): Promise<void>;
  restartService(): Promise<void>;
  close(): Promise<void>;
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>app</title><link rel="icon" href="data:,">
<script src="/daystreak.js"></script>
<body style="height: 5000px"><button>here</button>
<script>
  const query = new URLSearchParams(location.search);
  const user = query.get("user"), ttl = query.get("ttl");
  const errors = [], events = [];
  let touched = 0;
  for (const type of ["keydown", "wheel", "pointerdown", "scroll", "timeupdate"])
    addEventListener(type, () => { touched++ }, { passive: true, capture: true });
  const fetchToken = (headers = {}) =>
    fetch("/token?user=" + user + "&ttl=" + ttl, { method: "POST", headers }).then((answer) => answer.text());
  function start(options) {
    window.client = Daystreak.createClient({
      baseUrl: query.get("api"), userId: user,
      refresh: ({ headers }) => fetchToken(headers),
      onError: (error) => errors.push(error.code),
      ...options,
    });
    return true;
  }
  addEventListener("error", ({ message }) => errors.push("uncaught: " + message));
  addEventListener("unhandledrejection", ({ reason }) => errors.push("unhandled: " + reason));
</script>`;

/** A page of `pages/`, with everything it imports. */
export async function bundlePage(name: string): Promise<string> {
  const bundled = await rolldown({
    input: fileURLToPath(new URL(`pages/${name}`, import.meta.url)),
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"development"' } },
  });
  const { output } = await bundled.generate({ format: "iife" });
  await bundled.close();
  return output[0].code;
}

const OWN_PAGE = `<!doctype html><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,">
<body><script src="/page.js"></script>`;

/** Starts both; `script` is what `/page` runs. */
export async function startApp(script = ""): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), "daystreak-client-"));
  await bundle(folder);
  const rules = join(folder, "rules.json");
  await writeFile(rules, JSON.stringify({ trustClient: true }));
  const scripts = new Map([
    ["/daystreak.js", await readFile(join(folder, "daystreak.js"), "utf8")],
    ["/daystreak-elements.js", await readFile(join(folder, "daystreak-elements.js"), "utf8")],
    ["/page.js", script],
  ]);
  const refreshed: Refreshed[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/token") {
      const user = searchParams.get("user") ?? "";
      const ttl = Number(searchParams.get("ttl")) || 3600;
      refreshed.push({ user, background: request.headers["daystreak-background"] === "1" });
      response.end(tokenOf(user, { exp: Math.floor(Date.now() / 1000) + ttl, jti: String(refreshed.length) }));
    } else if (scripts.has(pathname)) response.setHeader("content-type", "text/javascript").end(scripts.get(pathname));
    else response.setHeader("content-type", "text/html").end(pathname === "/page" ? OWN_PAGE : PAGE);
  });
  const address = `http://127.0.0.1:${await listen(server)}`;
  const flags = { database: `sqlite:${join(folder, "app.db")}`, "cors-origins": address, rules };
  let service = await startService(flags);
  const { port } = new URL(service.url);
  return {
    address,
    refreshed,
    get service() {
      return service;
    },
    pageOf: (user, { ttl } = {}) =>
      `${address}/?user=${encodeURIComponent(user)}&ttl=${ttl ?? ""}&api=${encodeURIComponent(service.url)}`,
    stopService: () => service.close(),
    async restartService() {
      service = await startService({ ...flags, port });
    },
    async close() {
      await service.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

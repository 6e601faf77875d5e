import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { mountApi } from "../../src/adapters/node.ts";
import { createApi } from "../../src/api/create-api.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { launchBrowser } from "../support/browser.ts";

/** Every page that needs no user. */
export const PAGES: readonly string[] = [
  "/",
  "/live",
  "/growth",
  "/retention",
  "/streaks",
  "/learning",
  "/hours",
  "/alerts",
  "/notices",
  "/operations",
];

/** The dashboard over a tracker, served as a host app does, and a browser that is let in. */
export interface ServedDashboard {
  readonly address: string;
  readonly browser: Browser;
  /** What went wrong on any page without anybody having asked for it: failures and what the security policy refused. */
  readonly errors: string[];
  /** A browser of its own, signed in. */
  device(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** What the API answers whoever is signed in. */
  ask<T>(context: BrowserContext, path: string): Promise<T>;
  close(): Promise<void>;
}

/** Serves the dashboard over a tracker, which is closed with it. */
export async function serveDashboard(
  tracker: Tracker,
  given: Browser | undefined = undefined,
): Promise<ServedDashboard> {
  const api = createApi({ tracker, dashboard: true });
  const serve = mountApi(api);
  const server = createServer((request, response) => serve(request, response, () => response.writeHead(404).end()));
  server.listen(0, "127.0.0.1");
  const [browser] = await Promise.all([given ?? launchBrowser(), once(server, "listening")]);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const errors: string[] = [];
  return {
    address,
    browser,
    errors,
    async device(options = {}) {
      const context = await browser.newContext({ baseURL: address, reducedMotion: "reduce", ...options });
      context.setDefaultTimeout(15_000);
      context.on("weberror", (error) => errors.push(error.error().message));
      context.on("console", (message) => {
        if (message.type() === "error" && /Content Security Policy|Refused to/.test(message.text()))
          errors.push(message.text());
      });
      const page = await context.newPage();
      await page.goto((await api.adminLink("ops")).path);
      await page.locator("main h1", { hasText: "Overview" }).waitFor();
      await page.close();
      return context;
    },
    async ask<T>(context: BrowserContext, path: string) {
      return (await context.request.get(path)).json() as Promise<T>;
    },
    async close() {
      if (given === undefined) await browser.close();
      api.close?.();
      server.closeAllConnections();
      server.close();
      await tracker.close();
    },
  };
}

/** Goes to a page of the dashboard, and waits until every chart of it is drawn. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(`/admin${path}`);
  await settled(page);
}

/** Waits until every chart of a page is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main h1").waitFor();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
}

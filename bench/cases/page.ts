import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { bundle } from "../../client/scripts/build.ts";
import { mountApi } from "../../src/adapters/mount-api.ts";
import { createApi } from "../../src/api/create-api.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { launchBrowser } from "../../test/support/browser.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, perRound } from "../support/statistics.ts";

const LOADS = 11;
const SCROLLS = 100_000;

const READY = "requestAnimationFrame(() => requestAnimationFrame(() => console.log('ready')));";
const CLIENT = `import { createClient } from "/index.js";
  window.client = createClient({ baseUrl: "", userId: "ada" });`;
const UNTIL_SHOWN = `const stop = client.subscribe((change) => { if (change.type === "streak") { stop(); ${READY} } });`;

const WIDGETS = ["flame", "week", "calendar", "goal", "milestone", "explain"];

/** Pages that differ in nothing but what is measured. */
const PAGES: Readonly<Record<string, string>> = {
  plain: READY,
  client: `${CLIENT} ${UNTIL_SHOWN}`,
  widgets: `${CLIENT} import { provideClient } from "/elements.js"; provideClient(client); ${UNTIL_SHOWN}`,
  listener: `addEventListener("scroll", () => {}, { passive: true }); ${READY}`,
};

/** What the client and its widgets cost a page that loads them, and a page that is scrolled. */
export const pageCase: BenchCase = async ({ name, folder }) => {
  await bundle(folder);
  const tracker = await createTracker({ store: createMemoryStore() });
  await tracker.record({ userId: "ada", type: "problem_solved", ref: "one" });
  const mounted = mountApi(createApi({ tracker }), () => "ada");
  const server = createServer((request, response) =>
    mounted(request, response, async () => {
      const path = request.url ?? "/";
      const script = PAGES[path.slice(1)];
      if (script === undefined) {
        response.setHeader("content-type", "text/javascript").end(await readFile(join(folder, path)).catch(() => ""));
      } else response.setHeader("content-type", "text/html").end(pageOf(script));
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  try {
    const load = (page: string) => () => scriptMilliseconds(browser, `${address}/${page}`);
    const loads = await interleave(LOADS, { plain: load("plain"), client: load("client"), widgets: load("widgets") });
    const scroll = (page: string) => () => scrollNanoseconds(browser, `${address}/${page}`);
    const scrolls = await interleave(LOADS, { empty: scroll("listener"), ours: scroll("client") });
    const more = (a: number, b: number): number => a - b;
    const bar = { kind: "at most", value: 25 } as const;
    return [
      {
        name,
        what: "script time on load, client and widgets",
        bar,
        unit: "ms",
        measured: estimate(perRound(loads.widgets, loads.plain, more)),
      },
      {
        name,
        what: "script time on load, client alone",
        unit: "ms",
        measured: estimate(perRound(loads.client, loads.plain, more)),
      },
      { name, what: "script time on load, an empty page", unit: "ms", measured: estimate(loads.plain) },
      {
        name,
        what: "a scroll event, over an empty passive listener",
        unit: "ns",
        measured: estimate(perRound(scrolls.ours, scrolls.empty, more)),
      },
      { name, what: "a scroll event with an empty passive listener", unit: "ns", measured: estimate(scrolls.empty) },
    ];
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
    await tracker.close();
  }
};

function pageOf(script: string): string {
  const widgets = WIDGETS.map((widget) => `<daystreak-${widget}></daystreak-${widget}>`).join("");
  return `<!doctype html><meta charset="utf-8"><title>page</title><link rel="icon" href="data:,">
    <body style="height: 20000px">${widgets}<script type="module">${script}</script>`;
}

/** The browser's own counter of time in scripts, from the start of a page to the second frame after its news. */
async function scriptMilliseconds(browser: Browser, url: string): Promise<number> {
  return (await inPage(browser, url)).loaded;
}

/** What one scroll event takes, listeners included. */
async function scrollNanoseconds(browser: Browser, url: string): Promise<number> {
  const script = `for (let n = 0, event = new Event("scroll"); n < ${SCROLLS}; n++) dispatchEvent(event)`;
  const { loaded, after } = await inPage(browser, url, script);
  return ((after - loaded) * 1e6) / SCROLLS;
}

/** Milliseconds of processor time in scripts: once the page is there, and once `script` has run, too. */
async function inPage(browser: Browser, url: string, script = ""): Promise<{ loaded: number; after: number }> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const counter = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return (metrics.find((metric) => metric.name === "ScriptDuration")?.value ?? Number.NaN) * 1000;
    };
    // What other programs do meanwhile is no cost of the page.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const ready = page.waitForEvent("console", (message) => message.text() === "ready");
    await page.goto(url);
    await ready;
    const loaded = await counter();
    await page.evaluate(script);
    return { loaded, after: await counter() };
  } finally {
    await context.close();
  }
}

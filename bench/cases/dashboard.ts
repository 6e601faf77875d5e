import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { formatDate } from "../../src/core/calendar.ts";
import { launchBrowser } from "../../test/support/browser.ts";
import { type BarResult, exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { KEY, SOURCE_MAIN, startService } from "../support/service.ts";
import { estimate } from "../support/statistics.ts";
import { fillDatabase } from "../support/year-database.ts";
import { setsOfYears, TODAY } from "../support/year-of-users.ts";
import { fillTotals } from "../support/year-totals.ts";

const PAGES = ["", "live", "growth", "retention", "streaks", "learning", "hours", "alerts"];
/** Dates that are looked at. */
const RANGES = [90, 365];

/** Keeps what is measured on the page: when everything that can be seen is drawn, and the tasks that were long. */
const WATCH = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask", buffered: true });
  globalThis.drawn = new Promise((resolve) => {
    const seen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
    const look = () => {
      const isDrawn = document.querySelector("main h1") !== null &&
        document.querySelector("main [aria-busy=true], main .mantine-Skeleton-root") === null &&
        [...document.querySelectorAll(".xy")].every((chart) =>
          !seen(chart.getBoundingClientRect()) || chart.querySelector("canvas") !== null);
      if (isDrawn) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });`;

interface Visit {
  /** From the beginning of the navigation until everything that can be seen is drawn. */
  readonly milliseconds: number;
  readonly longestTask: number;
}

/**
 * The dashboard over a year of many users, in Chromium: how long until a page is drawn, and its longest task, while it
 * opens and while somebody scrolls through it and changes the dates.
 */
export const dashboardCase: BenchCase = async ({ name, sizes, folder, note }) => {
  const { sets, userDays } = setsOfYears(sizes.registered);
  const database = `sqlite:${join(folder, "year.db")}`;
  const seconds = await fillDatabase(database, sets, sizes.registered, new Set());
  const totals = await fillTotals(database, sets);
  note(
    `${sizes.registered} users, ${userDays} user-days, filled in ${Math.round(seconds)} s; ${totals} rows of totals`,
  );
  const service = await startService(database, folder, SOURCE_MAIN);
  const browser = await launchBrowser();
  try {
    await visit(browser, addressOf(service.url, "", 90)); // the sets are read, and the pages built, for the first who asks
    const results: BarResult[] = [];
    for (const page of PAGES) {
      for (const days of RANGES) {
        const address = addressOf(service.url, page, days);
        const visits: Visit[] = [];
        for (let i = 0; i < sizes.rounds; i++) visits.push(await visit(browser, address));
        const what = `/admin/${page}, ${days} dates`;
        results.push(
          {
            name,
            what: `${what}: drawn`,
            bar: { kind: "at most", value: 1_500 },
            unit: "ms",
            measured: estimate(visits.map(({ milliseconds }) => milliseconds)),
          },
          {
            name,
            what: `${what}: longest task`,
            bar: { kind: "at most", value: 100 },
            unit: "ms",
            measured: estimate(visits.map(({ longestTask }) => longestTask)),
          },
          {
            name,
            what: `${what}: longest task, processor time`,
            unit: "ms",
            measured: exactly(await longestCpu(browser, address)),
          },
        );
      }
    }
    return results;
  } finally {
    await browser.close();
    await service.stop();
  }
};

function addressOf(url: string, path: string, days: number): string {
  return `${url}/admin/${path}?from=${formatDate(TODAY - days + 1)}&to=${formatDate(TODAY)}`;
}

/** A visit by a browser that has never been there. */
async function visit(browser: Browser, address: string): Promise<Visit> {
  return onNewPage(browser, async (page) => {
    await page.addInitScript(WATCH);
    await page.goto(address);
    const milliseconds = Number(await page.evaluate("drawn"));
    await scrollThrough(page);
    return { milliseconds, longestTask: Number(await page.evaluate("Math.max(0, ...longTasks)")) };
  });
}

/** The processor time of the longest task of a visit, without what else the machine does. To trace it slows it down. */
async function longestCpu(browser: Browser, address: string): Promise<number> {
  return onNewPage(browser, async (page) => {
    const categories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];
    await page.addInitScript(WATCH);
    await browser.startTracing(page, { categories });
    await page.goto(address);
    await page.evaluate("drawn");
    await scrollThrough(page);
    return longestCpuOf(await browser.stopTracing());
  });
}

async function onNewPage<T>(browser: Browser, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 900 },
    extraHTTPHeaders: { authorization: `Bearer ${KEY}` },
  });
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Down to the end, a window at a time: charts are drawn when they come into view. */
async function scrollThrough(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await frame();
      await frame();
    }
  })()`);
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of the page's thread in milliseconds of processor time. */
function longestCpuOf(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const isPage = (event: TraceEvent): boolean => event.name === "thread_name" && event.args?.name === "CrRendererMain";
  const pages = new Set(traceEvents.filter(isPage).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && pages.has(threadOf(event)));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

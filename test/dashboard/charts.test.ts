import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { card, cellsOf, downloadBy, expectPicture, percent, whole } from "./cards.ts";
import { openPage, PAGES, type ServedDashboard, serveDashboard } from "./serve-dashboard.ts";
import { simulatedPlatform } from "./simulated-platform.ts";

const TO = "2026-03-04";
const FROM = "2026-02-05"; // 28 dates
const DATES = `from=${FROM}&to=${TO}`;
/** A lesson that a spreadsheet would compute, and a page would run. */
const FORMULA = '=1+1 <img src=x onerror="document.title=1">';

let tracker: Tracker;
let served: ServedDashboard;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  tracker = await simulatedPlatform(40, 70);
  await tracker.change("reader", [{ kind: "notices", patch: { channels: ["inbox"] } }]);
  await tracker.record({ userId: "reader", type: "lesson_view", ref: FORMULA, zone: "UTC" }, { source: "key" });
  for (let hour = 0; hour < 24; hour++) {
    const at = Date.parse("2026-03-02T00:30:00Z") + hour * 3_600_000;
    await tracker.record({ userId: "robot", type: "request", at, zone: "UTC" }, { source: "key" });
  }
  served = await serveDashboard(tracker);
  context = await served.device({ acceptDownloads: true });
  page = await context.newPage();
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

const open = (path: string): Promise<void> => openPage(page, path);

type Rows = Record<string, string | number | null>[];

async function seriesOf(metric: string, query = ""): Promise<{ rows: Rows; previous: { rows: Rows } }> {
  return served.ask(context, `/api/admin/metrics/${metric}/?${DATES}&compare=previous${query}`);
}

async function tableOf(title: string): Promise<{ head: string[]; cells: string[][] }> {
  await card(page, title)
    .getByRole("button", { name: `Table of ${title}` })
    .click();
  const table = card(page, title).getByRole("table", { name: title });
  return { head: await table.locator("thead th").allTextContents(), cells: await cellsOf(table) };
}

/** The rows below a chart: label, now, before, change. */
async function comparedOf(title: string): Promise<string[][]> {
  const rows = await card(page, title).locator(".compare tbody tr").all();
  return Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
}

describe("a chart", () => {
  test("says how its numbers are defined, in the words of the registry", async () => {
    await open("/growth");
    const { metrics } = await served.ask<{ metrics: { name: string; definition: string }[] }>(
      context,
      "/api/admin/metrics/",
    );
    await card(page, "Daily active users").getByText("How it is counted").click();
    const definition = metrics.find(({ name }) => name === "dau")?.definition as string;
    await card(page, "Daily active users").getByText(definition).waitFor();
  });

  test("on every page has its definition, and is had as CSV and as a picture", { timeout: 60_000 }, async () => {
    const missing: string[] = [];
    const addresses = new Set<string>();
    for (const path of PAGES) {
      await open(path);
      for (const each of await page.locator(".chart").all()) {
        const title = await each.locator("h2").textContent();
        if ((await each.locator("details").count()) !== 1) missing.push(`definition of ${title}`);
        if ((await each.locator(".empty").count()) > 0) continue;
        const csv = await each.getByRole("link", { name: "CSV" }).getAttribute("href", { timeout: 2_000 });
        if (csv?.startsWith("/")) addresses.add(csv);
        else if (!csv?.startsWith("data:text/csv")) missing.push(`CSV of ${title}`);
        if ((await each.getByRole("button", { name: "PNG" }).count()) !== 1) missing.push(`PNG of ${title}`);
      }
      // What is drawn on a canvas stands in a card that has all of it.
      if ((await page.locator("main canvas").count()) !== (await page.locator(".chart canvas").count()))
        missing.push(`a card around a chart of ${path}`);
    }
    expect(missing).toEqual([]);
    expect(addresses.size).toBeGreaterThan(15);
    for (const address of addresses) {
      const response = await context.request.get(address);
      expect([response.status(), response.headers()["content-type"], address]).toEqual([
        200,
        "text/csv; charset=utf-8",
        address,
      ]);
    }
  });

  test("is had as the CSV of the API, with the period before where it is shown", async () => {
    await open(`/retention?cohorts=week&${DATES}&compare=previous`);
    const download = await downloadBy(page, card(page, "Cohort by cohort").getByRole("link", { name: "CSV" }));
    const path = `/api/admin/metrics/retention_curve/?${DATES}&period=week&compare=previous&format=csv`;
    expect(download.suggestedFilename()).toBe(`retention_curve-${FROM}-${TO}.csv`);
    const text = await readFile(await download.path(), "utf8");
    expect(text).toBe(await (await context.request.get(path)).text());
    expect(text).toContain("\r\nprevious,total,");
  });

  test.each([
    ["/growth", "Daily active users", `dau-${FROM}-${TO}`],
    ["/growth", "Growth states", `growth_states-${FROM}-${TO}`],
    ["/hours", "Hours of the week", `punch_card-${FROM}-${TO}`],
    ["/learning", "Lessons most viewed", `lesson_views-${FROM}-${TO}`],
    ["/alerts", "Unusual patterns", `alerts-${FROM}-${TO}`],
    ["/notices", "What was told, and what came of it", `notices-kinds-${FROM}-${TO}`],
    ["/operations", "Whose numbers these are", "processes"],
  ])("is had as a picture: %s, %s", async (path, title, fileName) => {
    await open(`${path}?${DATES}&compare=previous`);
    await card(page, title).scrollIntoViewIfNeeded();
    if (path === "/growth") await card(page, title).locator("canvas").waitFor();
    const download = await downloadBy(page, card(page, title).getByRole("button", { name: "PNG" }));
    expect(download.suggestedFilename()).toBe(`${fileName}.png`);
    await expectPicture(page, await readFile(await download.path()));
  });

  test("escapes cells that look like formulas, and shows them as text", async () => {
    await open(`/learning?${DATES}`);
    await card(page, "Lessons most viewed").getByRole("button", { name: "Show more" }).click();
    await card(page, "Lessons most viewed").getByText(FORMULA, { exact: true }).waitFor();
    const download = await downloadBy(page, card(page, "Lessons most viewed").getByRole("link", { name: "CSV" }));
    expect(await readFile(await download.path(), "utf8")).toContain(`\r\n"'${FORMULA.replaceAll('"', '""')}",1,`);
  });

  test("of who is active since the page was opened is saved by the page itself", async () => {
    await open("/live");
    for (const userId of ["one", "two"]) {
      await tracker.record({ userId, type: "request", zone: "UTC" });
      await page.locator(".ticker li", { hasText: userId }).getByText("started a streak").waitFor();
    }
    const own = card(page, "While you look");
    const download = await downloadBy(page, own.getByRole("link", { name: "CSV" }));
    expect(download.suggestedFilename()).toBe("active-now.csv");
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(lines[0]).toBe("at,active_now");
    const shown = await page.locator(".huge").textContent();
    expect(lines.at(-2)?.split(",")[1]).toBe(shown);
    for (const userId of ["one", "two"]) await tracker.change(userId, [{ kind: "erase" }]);
  });
});

describe("the period before", () => {
  const columns = ["new", "resurrected", "reactivated", "current"] as const;
  const totalOf = (row: Rows[number]): number => columns.reduce((sum, key) => sum + Number(row[key]), 0);

  test("stands beside the growth states: a line of all, each state in the table, the average day below", async () => {
    await open(`/growth?${DATES}&compare=previous`);
    const { rows, previous } = await seriesOf("growth_states");
    const { head, cells } = await tableOf("Growth states");
    expect(head.slice(5, 7)).toEqual(["Active users", "Active users, period before"]);
    expect(cells).toEqual(
      rows
        .map((row, i) => {
          const before = previous.rows[i] as Rows[number];
          return [
            ...columns.map((key) => whole(row[key])),
            whole(totalOf(row)),
            whole(totalOf(before)),
            ...columns.map((key) => whole(before[key])),
          ];
        })
        .toReversed(),
    );
    // The last date is not over: it is left out on both sides.
    const mean = (some: Rows): number => some.slice(0, 27).reduce((sum, row) => sum + totalOf(row), 0) / 27;
    const inShort = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 1 });
    const [label, now, before, change] = (await comparedOf("Growth states"))[0] as string[];
    expect([label, now, before]).toEqual(["Active users", inShort(mean(rows)), inShort(mean(previous.rows))]);
    const grown = percent(mean(rows) / mean(previous.rows) - 1).replace("-", "−");
    expect(change).toBe(grown.startsWith("−") ? grown : `+${grown}`);
  });

  test("is said to be empty where nobody was there yet", async () => {
    await open("/growth?days=90&compare=previous");
    await card(page, "Growth states").getByText("Nothing to compare with from 6 Sept 2025 to 4 Dec 2025.").waitFor();
    expect(await comparedOf("Growth states")).toEqual([]);
    expect(await card(page, "Growth states").locator(".legend li", { hasText: "period before" }).count()).toBe(0);
  });

  test("stands below the lifecycle, week by week", async () => {
    await open(`/growth?${DATES}&compare=previous&period=week`);
    const series = await seriesOf("lifecycle", "&period=week");
    const [now, before] = [series.rows.slice(0, -1), series.previous.rows.slice(0, -1)];
    const mean = (rows: Rows): string =>
      (rows.reduce((sum, row) => sum + Number(row.lc_new), 0) / rows.length).toLocaleString("en", {
        maximumFractionDigits: 1,
      });
    const compared = await comparedOf("Lifecycle by week");
    expect(compared.map(([label]) => label)).toEqual([
      "New",
      "Returning",
      "Resurrecting",
      "Gone dormant",
      "Won for each one lost",
    ]);
    expect(compared[0]?.slice(1, 3)).toEqual([mean(now), mean(before)]);
  });

  test("stands beside the retention curve, and as a row of the heat map", async () => {
    await open(`/retention?${DATES}&compare=previous&cohorts=day`);
    const { rows, previous } = await seriesOf("retention_curve");
    const share = (some: Rows): number | null => {
      const { D1, size_1: size } = some.at(-1) as { D1: number; size_1: number };
      return size === 0 ? null : D1 / size;
    };
    const [now, before] = [share(rows), share(previous.rows)];
    expect(before).not.toBeNull();
    const { head, cells } = await tableOf("How many are there again, day by day");
    expect(head).toEqual(["Day after the first", "There again", "Period before"]);
    expect(cells[0]).toEqual([percent(now), percent(before)]);
    expect((await comparedOf("How many are there again, day by day"))[1]?.slice(0, 3)).toEqual([
      "On day 1",
      now === null ? "–" : percent(now),
      percent(before),
    ]);
    const grid = await cellsOf(card(page, "Cohort by cohort").locator("table"));
    expect(grid[1]?.[0]).toBe(String(Math.round(Number(before) * 100)));
  });

  test.each([
    ["/growth", 5],
    ["/streaks", 5],
    ["/learning", 4],
    ["/hours", 3],
    ["/retention", 2],
  ])("is seen on every chart of %s", async (path, least) => {
    const shown = async (query: string): Promise<string[]> => {
      await open(`${path}?${DATES}${query}`);
      const cards = await page
        .locator(".chart")
        .filter({ hasNot: page.locator(".empty") })
        .all();
      return Promise.all(cards.map(async (each) => ((await each.textContent()) ?? "").replaceAll(/\s+/g, " ")));
    };
    const [without, beside] = [await shown(""), await shown("&compare=previous")];
    expect(beside.length).toBeGreaterThanOrEqual(least);
    expect(beside.filter((text, i) => text === without[i] && !text.startsWith("What if"))).toEqual([]);
  });
});

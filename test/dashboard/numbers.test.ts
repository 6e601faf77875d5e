import { readFile } from "node:fs/promises";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { card, cellsOf, downloadBy, percent, whole } from "./cards.ts";
import { openPage, type ServedDashboard, serveDashboard } from "./serve-dashboard.ts";
import { simulatedPlatform } from "./simulated-platform.ts";

const TO = "2026-03-04";
const FROM = "2025-12-05"; // 90 dates

let tracker: Tracker;
let served: ServedDashboard;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  tracker = await simulatedPlatform();
  served = await serveDashboard(tracker);
  context = await served.device({ acceptDownloads: true });
  page = await context.newPage();
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

const open = (path: string): Promise<void> => openPage(page, path);

async function rowsOf(metric: string, query = ""): Promise<Record<string, string | number | null>[]> {
  const path = `/api/admin/metrics/${metric}/?from=${FROM}&to=${TO}${query}`;
  return (await served.ask<{ rows: Awaited<ReturnType<typeof rowsOf>> }>(context, path)).rows;
}

describe("the first screen", () => {
  test("answers the five questions with the numbers of the API", async () => {
    await open("/");
    const overview = await served.ask<{
      today: { dau: number; live_streak_users: number };
      yesterday: { wau: number };
      expected_dau: number;
      alerts: unknown[];
    }>(context, "/api/admin/overview/");
    const total = (await rowsOf("retention_curve", "&period=week")).at(-1) as Record<string, number>;
    const answer = (question: string): Locator => page.locator("section.answer", { hasText: question });
    await answer("Who is active now?").getByText(`${overview.today.dau} today so far`).waitFor();
    await answer("Who is active now?").getByText(`usually ends with ${overview.expected_dau}`).waitFor();
    await answer("Is it growing?")
      .locator("strong", { hasText: String(overview.yesterday.wau) })
      .waitFor();
    await answer("Do people come back?")
      .locator("strong", { hasText: percent((total.D7 as number) / (total.size_7 as number)) })
      .waitFor();
    await answer("Do streaks hold?")
      .locator("strong", { hasText: String(overview.today.live_streak_users) })
      .waitFor();
    const strange = overview.alerts.length === 0 ? "No" : String(overview.alerts.length);
    await answer("Is anything strange?").locator("strong", { hasText: strange }).waitFor();
    for (const question of await page.locator("section.answer").all()) expect(await question.isVisible()).toBe(true);
    expect(await page.evaluate("document.querySelector('.answers').getBoundingClientRect().bottom < innerHeight")).toBe(
      true,
    );
  });

  test("is about now, whatever dates are looked at below", async () => {
    const told = async (query: string): Promise<string[]> => {
      await open(`/${query}`);
      return page.locator("section.answer").allTextContents();
    };
    expect(await told("?from=2026-01-05&to=2026-01-20")).toEqual(await told(""));
  });

  test("moves while learners act, and what they are called is text", async () => {
    await open("/");
    const today = page.locator("section.answer", { hasText: "Who is active now?" });
    const active = Number.parseInt((await page.locator(".active-now").textContent()) as string, 10);
    const { today: before } = await served.ask<{ today: { dau: number } }>(context, "/api/admin/overview/");
    const name = `<img src=x onerror="document.title='owned'">`;
    const other = await context.newPage();
    await other.goto("/admin/live");
    await other.getByText("Connected", { exact: true }).waitFor();
    await tracker.record({ userId: name, type: "request", zone: "UTC" });
    await today.getByText(`${before.dau + 1} today so far`).waitFor();
    await today.locator("strong", { hasText: String(active + 1) }).waitFor();
    await other.locator(".ticker li", { hasText: name }).getByText("started a streak").waitFor();
    expect(await other.title()).toBe("Live · Daystreak");
    await other.close();
    await tracker.change(name, [{ kind: "erase" }]);
  });
});

describe("a chart's table holds the numbers of the API", () => {
  test.each([
    ["/growth", "Daily active users", "dau", ["dau"], whole],
    ["/growth?active=mau28", "Monthly active users, 28 days", "mau28", ["mau28"], whole],
    ["/growth", "Stickiness", "stickiness", ["dau_wau", "dau_mau28"], percent],
    ["/streaks", "Users with a streak", "live_streaks", ["live_streak_users"], whole],
    ["/streaks", "Broken and healed", "streak_facts", ["broken", "goal_broken", "healed", "restored"], whole],
    ["/learning", "Days on which the goal was met", "completion_rate", ["completion_rate"], percent],
    ["/learning", "Problems solved", "problems_solved", ["problems_solved"], whole],
  ] as const)("%s: %s", async (path, title, metric, columns, format) => {
    await open(path);
    await card(page, title).getByRole("button", { name: "Table" }).click();
    const rows = (await rowsOf(metric)).toReversed();
    expect(await cellsOf(card(page, title).locator("table"))).toEqual(
      rows.map((row) => columns.map((column) => format(row[column]))),
    );
  });

  test("/growth: states, and what they come to in all", async () => {
    await open("/growth");
    await card(page, "Growth states").getByRole("button", { name: "Table" }).click();
    const rows = (await rowsOf("growth_states")).toReversed();
    const keys = ["new", "resurrected", "reactivated", "current"];
    const dau = (await rowsOf("dau")).toReversed();
    expect(await cellsOf(card(page, "Growth states").locator("table"))).toEqual(
      rows.map((row, i) => [...keys.map((key) => whole(row[key])), whole(dau[i]?.dau)]),
    );
  });

  test("/growth: lifecycle by month, L28", async () => {
    await open("/growth?period=month");
    await card(page, "Lifecycle by month").getByRole("button", { name: "Table" }).click();
    const months = (await rowsOf("lifecycle", "&period=month")).toReversed();
    expect(await cellsOf(card(page, "Lifecycle by month").locator("table"))).toEqual(
      months.map((row) => ["lc_new", "lc_returning", "lc_resurrecting", "lc_dormant"].map((key) => whole(row[key]))),
    );
    await card(page, "Active days of the last 28").getByRole("button", { name: "Table" }).click();
    const l28 = (await rowsOf("l28")).filter(({ days }) => days !== 0);
    expect(await cellsOf(card(page, "Active days of the last 28").locator("table"))).toEqual(
      l28.map(({ users }) => [whole(users)]),
    );
  });

  test("/streaks: lengths are taken together, and nobody is lost", async () => {
    await open("/streaks");
    await card(page, "Streaks now, by length").getByRole("button", { name: "Table" }).click();
    const cells = await cellsOf(card(page, "Streaks now, by length").locator("table"));
    const users = (await rowsOf("current_streaks")).filter(({ length }) => length !== 0);
    const sum = users.reduce((total, row) => total + Number(row.users), 0);
    expect(cells.flat().reduce((total, cell) => total + Number(cell.replaceAll(",", "")), 0)).toBe(sum);
  });

  test.each([
    ["exact", "retention_curve", "D1", "size", undefined],
    ["unbounded", "retention", "U7", "size", "elig7"],
    ["bracket", "retention", "B2_7", "size", "eligB2_7"],
  ] as const)("/retention: the heat map, %s", async (kind, metric, column, size, eligible) => {
    await open(`/retention?kind=${kind}`);
    const rows = (await rowsOf(metric, "&period=week")).slice(0, -1).filter((row) => Number(row[size]) > 0);
    const label = { exact: "D1", unbounded: "D7+", bracket: "D2–7" }[kind];
    const table = card(page, "Cohort by cohort").locator("table");
    const heads = await table.locator("thead th").allTextContents();
    const cells = await cellsOf(table);
    const shown = cells.slice(1).map((row) => row[heads.indexOf(label) - 1]);
    const expected = rows.toReversed().map((row) => {
      const isKnown = row[column] !== null && (eligible === undefined || row[eligible] === 1);
      return isKnown ? String(Math.round((Number(row[column]) / Number(row[size])) * 100)) : "";
    });
    expect(expected.some((cell) => cell !== "")).toBe(true);
    expect(shown).toEqual(expected);
  });

  test("/hours: the punch card", async () => {
    await open("/hours");
    const cells = await cellsOf(card(page, "Hours of the week").locator("table"));
    const seen = (await rowsOf("punch_card")).map((row) => whole(row.seen));
    expect(cells.flat()).toEqual(seen);
  });

  test("/learning: lessons", async () => {
    await open("/learning?lessons=abandoned");
    const rows = (await rowsOf("lesson_views")).toSorted((a, b) => Number(b.abandoned) - Number(a.abandoned));
    const cells = await cellsOf(card(page, "Lessons most abandoned").locator("table"));
    expect(cells.map((row) => row[2])).toEqual(rows.slice(0, cells.length).map((row) => whole(row.abandoned)));
  });

  test("/alerts: what is strange, why, and who it is about", async () => {
    for (let hour = 0; hour < 24; hour++) {
      const at = Date.parse("2026-03-02T00:30:00Z") + hour * 3_600_000;
      await tracker.record({ userId: "robot", type: "request", at, zone: "UTC" }, { source: "key" });
    }
    await open("/alerts");
    const { alerts } = await served.ask<{ alerts: Record<string, string>[] }>(
      context,
      `/api/admin/alerts/?from=${FROM}&to=${TO}`,
    );
    expect(alerts.map(({ kind }) => kind)).toContain("sleepless");
    for (const { text, usual_text, reason, look_at } of alerts) {
      for (const words of [text, usual_text, reason, look_at])
        await page
          .getByText(words as string)
          .first()
          .waitFor();
    }
    await page.getByRole("combobox", { name: "Pattern" }).selectOption("sleepless");
    await page.waitForURL("**/admin/alerts?kind=sleepless");
    await page.getByText(/^1 unusual pattern from/).waitFor();
    const download = await downloadBy(page, page.getByRole("link", { name: "CSV" }));
    expect(await readFile(await download.path(), "utf8")).toContain("sleepless");
    await page.getByRole("link", { name: "robot" }).click();
    await page.waitForURL("**/admin/users/robot");
    await tracker.change("robot", [{ kind: "erase" }]);
  });
});

test("/operations: the numbers of the last minute", async () => {
  await tracker.record({ userId: "somebody", type: "request", zone: "UTC" });
  await open("/operations");
  const { rows, processes } = await served.ask<{ rows: Record<string, number>[]; processes: { process: string }[] }>(
    context,
    "/api/admin/operations/",
  );
  const last = rows.at(-1) as Record<string, number>;
  const summary = card(page, "Activities a second").locator(".summary");
  await summary
    .getByText(`Activities a second: ${last.per_second?.toLocaleString("en", { maximumFractionDigits: 2 })} now`)
    .waitFor();
  await page.getByText(`${processes[0]?.process} (answers this page)`).waitFor();
  await tracker.change("somebody", [{ kind: "erase" }]);
});

test("/notices: what was told, kind by kind", async () => {
  await tracker.change("reader", [{ kind: "notices", patch: { channels: ["inbox"] } }]);
  await tracker.record({ userId: "reader", type: "request", zone: "UTC" });
  await open("/notices");
  const report = await served.ask<{ kinds: { kind: string; treated: { notices: number } }[] }>(
    context,
    `/api/admin/notices/?from=${FROM}&to=${TO}`,
  );
  expect(report.kinds.length).toBeGreaterThan(0);
  const told = await cellsOf(
    page.getByRole("article", { name: "What was told, and what came of it" }).locator("table"),
  );
  expect(told.map(([count]) => count)).toEqual(report.kinds.map(({ treated }) => whole(treated.notices)));
  await tracker.change("reader", [{ kind: "erase" }]);
});

test("what if: the keyboard moves a rate, and the words are those of the API", async () => {
  await open("/growth?rate=NURR");
  const slider = page.getByRole("slider", { name: "Share that moves" });
  await slider.focus();
  await page.keyboard.press("End");
  await page.waitForURL(/value=1\.000/);
  const { worth } = await served.ask<{ worth: number }>(context, "/api/admin/what-if/?NURR=1.000");
  await card(page, "What if one rate moved?")
    .getByText(`${whole(Math.round(worth))} more`)
    .waitFor();
});

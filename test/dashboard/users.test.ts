import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { violations } from "../support/axe.ts";
import { type ServedDashboard, serveDashboard } from "./serve-dashboard.ts";

let now = Date.parse("2026-03-10T15:00:00Z");
const MARKUP = `<img src=x onerror="document.title='owned'"> & Söhne`;
const AWKWARD = `we"ird/100%25 <b>&?#`;

let tracker: Tracker;
let served: ServedDashboard;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  tracker = await createTracker({ store: createMemoryStore(), rules: { freezes: { cap: 2 } }, clock: () => now++ });
  await came("ada", ["03-01", "03-02", "03-03", "03-04", "03-05", "03-06", "03-07", "03-08", "03-09"]);
  await came("lost", ["03-04", "03-05", "03-06", "03-07"]);
  await came("erin", ["03-09", "03-10"]);
  await came(AWKWARD, ["03-10"]);
  await called("ada", "Ada Lovelace", ["maths"]);
  await called("lost", MARKUP, ["maths", "<i>late</i>"]);
  for (let n = 0; n < 60; n++) await came(`many-${String(n).padStart(2, "0")}`, ["03-09"]);
  served = await serveDashboard(tracker);
  context = await served.device();
  page = await context.newPage();
});
afterAll(async () => {
  await served?.close();
  expect(served.errors).toEqual([]);
});

async function came(userId: string, days: readonly string[]): Promise<void> {
  for (const day of days) {
    const at = `2026-${day}T09:00:00Z`;
    await tracker.record(
      { userId, type: "problem_solved", ref: `p${day}`, at, zone: "Europe/Paris" },
      { source: "key" },
    );
  }
}

function called(userId: string, name: string, groups: string[]): Promise<unknown> {
  return tracker.change(userId, [{ kind: "attributes", name, groups }]);
}

async function open(userId: string, on: Page = page): Promise<void> {
  await on.goto(`/admin/users/${encodeURIComponent(userId)}`);
  await on.getByRole("heading", { name: "Zones" }).waitFor();
}

/** The newest acts of the audit. */
async function acts(limit = 1, userId?: string): Promise<unknown[]> {
  const rows = await tracker.store.shared.audits(limit, undefined, userId);
  return rows.map(({ actor, action, reason }) => [actor, action, reason]);
}

/** Opens the dialog of an act and fills it in. */
async function act(label: string, reason: string, fill?: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("dialog").waitFor();
  await fill?.();
  await page.getByLabel("Reason").fill(reason);
  await page.getByLabel("Reason").press("Enter");
}

describe("the list of users", () => {
  test("is searched by name, id and group, and the address holds the search", async () => {
    await page.goto("/admin/users");
    await page.getByText("50 users shown, there are more.").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("64 users shown.").waitFor();
    await page.getByLabel("Name").fill("LOVE");
    await page.getByLabel("Name").press("Enter");
    await page.getByText("1 user shown.").waitFor();
    expect(await page.locator("tbody tr").textContent()).toMatch(/^Ada Lovelaceada · maths9 open today999 Mar 2026/);
    expect(new URL(page.url()).search).toBe("?name=LOVE");
    await page.goto("/admin/users?group=maths&id=lo");
    await page.getByText("1 user shown.").waitFor();
    expect(await page.getByLabel("Group").inputValue()).toBe("maths");
    await page.getByLabel("Id").fill("nobody");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("Nobody is like that.").waitFor();
    await page.goBack();
    await page.getByText("1 user shown.").waitFor();
  });

  test("shows names with markup as text, and ids of every kind lead to their users", async () => {
    await page.goto("/admin/users?group=maths");
    await page.getByRole("link", { name: MARKUP }).click();
    await page.getByRole("heading", { level: 1, name: MARKUP }).waitFor();
    await page.getByText("lost · maths · <i>late</i> · Europe/Paris, 2026-03-10 there").waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).toBe(`${MARKUP} · Daystreak`);
    await page.goto("/admin/users?id=we");
    await page.getByRole("link", { name: AWKWARD }).click();
    await page.getByRole("heading", { level: 1, name: AWKWARD }).waitFor();
    await page.getByRole("region", { name: "Streak", exact: true }).getByText("1 kept today").waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: AWKWARD }).waitFor();
  });
});

describe("the page of a user", () => {
  test("shows both streaks, the days, why, the feed, zones and settings", async () => {
    await open("ada");
    const region = (name: string): ReturnType<Page["getByRole"]> => page.getByRole("region", { name, exact: true });
    await region("Streak").getByText("9 open today").waitFor();
    await region("Goal streak").getByText("0 none yet").waitFor();
    await region("Days").getByText("9 days of learning in the last year").waitFor();
    await region("Feed")
      .getByText("Extended a streak to 9 days")
      .or(page.getByText("extended a streak to 9 days"))
      .waitFor();
    expect(await region("Zones").locator("tbody tr").textContent()).toBe(
      "Europe/Paris1 Mar 2026, 10:009 Mar 2026, 10:00",
    );
    await region("Settings").getByText("follows the device, now Europe/Paris").waitFor();

    await page
      .locator("daystreak-calendar")
      .getByRole("gridcell", { name: /March 5, 2026/ })
      .click();
    await page.getByText(/^2026-03-05 counted/).waitFor();
    await page.getByText("1 activity in the log").click();
    expect(await page.getByRole("region", { name: "Activities credited to 2026-03-05" }).textContent()).toContain(
      "problem_solved",
    );
    await page.getByRole("button", { name: "The date after" }).click();
    await page.getByText(/^2026-03-06 counted/).waitFor();
    await page.getByLabel("The date to explain").fill("2026-02-01");
    await page.getByText("Nothing was recorded on 2026-02-01 and no streak was running.").waitFor();
  });

  test("says so where there is no such user, and where nobody answers", async () => {
    await page.goto("/admin/users/nobody");
    await page.getByText("Nobody with the id nobody has been here.").waitFor();
    await open("ada");
    const away = /\/v1\/users\/ada\/zones/;
    await page.route(away, (route) => route.abort());
    await page.reload();
    const failure = page.getByRole("region", { name: "Zones" }).getByRole("alert");
    await failure.getByText("The server cannot be reached.").waitFor();
    await page.unroute(away);
    await failure.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("region", { name: "Zones" }).getByText("Europe/Paris").first().waitFor();
  });
});

describe("support", () => {
  test("gives a freeze, excuses dates and withdraws them, each with a reason", async () => {
    await open("ada");
    await act("Give freezes…", "a storm");
    await page.getByText("1 freeze given.").waitFor();
    await page.getByRole("region", { name: "Freezes" }).getByText("1", { exact: true }).waitFor();
    expect(await acts()).toEqual([["ops", "freezes.granted", "a storm"]]);

    await act("Excuse dates…", "ill", async () => {
      await page.locator("[name=from]").fill("2026-02-27");
      await page.locator("[name=to]").fill("2026-02-28");
    });
    await page.getByText("27 Feb 2026 to 28 Feb 2026 are excused.").waitFor();
    await act("Withdraw 27 Feb 2026 to 28 Feb 2026", "a mistake");
    await page.getByText("27 Feb 2026 to 28 Feb 2026 is judged as usual again.").waitFor();
    await page.getByRole("region", { name: "Excused and paused dates" }).getByText("None.").waitFor();
    expect(await acts(3, "ada")).toEqual([
      ["ops", "excuse.withdrawn", "a mistake"],
      ["ops", "dates.excused", "ill"],
      ["ops", "freezes.granted", "a storm"],
    ]);
    const table = page.getByRole("region", { name: "Acts, the newest first" });
    expect(await table.locator("tbody tr").first().textContent()).toMatch(/opsWithdrew an excuse[\s\S]*a mistake/);
  });

  test("restores a streak, giving the restore first where there is none", async () => {
    await open("ada");
    expect(await page.getByRole("button", { name: "Restore streak…" }).isDisabled()).toBe(true);
    await open("lost");
    await act("Restore streak…", "no network in the village");
    await page.getByText("The streak of 4 days is restored.").waitFor();
    await page.getByRole("region", { name: "Streak", exact: true }).getByText("4 open today").waitFor();
    expect(await acts(2, "lost")).toEqual([
      ["ops", "streak.restored", "no network in the village"],
      ["ops", "restores.granted", "no network in the village"],
    ]);
  });

  test("changes the zone, and is told what was refused", async () => {
    await open("erin");
    await act("Change zone…", "moved", () => page.locator("[name=zone]").fill("Mars/Olympus"));
    await page
      .getByRole("dialog")
      .getByRole("alert")
      .getByText(/zone must be/)
      .waitFor();
    expect(await acts(1, "erin")).toEqual([]);
    await page.locator("[name=zone]").fill("Asia/Tokyo");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByText("The zone is Asia/Tokyo from the next local date on.").waitFor();
    await page.getByText("Asia/Tokyo, fixed").waitFor();
    expect(await acts(1, "erin")).toEqual([["ops", "settings.changed", "moved"]]);
  });

  test("exports what is stored as a file", async () => {
    await open("erin");
    const saved = page.waitForEvent("download");
    await act("Export…", "asked for by letter");
    const download = await saved;
    expect(download.suggestedFilename()).toBe("erin.json");
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
    expect(JSON.parse(text)).toMatchObject({ format: "daystreak.export.v1", user_id: "erin" });
    await page.getByText("The export is saved.").waitFor();
    expect(await acts()).toEqual([["ops", "user.exported", "asked for by letter"]]);
  });

  test("erases a user only after the id was typed", async () => {
    await open(AWKWARD);
    await page.getByRole("button", { name: "Erase…" }).click();
    await page.getByLabel("Reason").fill("asked for by letter");
    const erase = page.getByRole("button", { name: "Erase for good" });
    await page.getByLabel(`Type ${AWKWARD} to go on`).fill("we");
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel(`Type ${AWKWARD} to go on`).fill(AWKWARD);
    await erase.click();
    await page.getByText("Everything about this user is erased.").waitFor();
    expect(await tracker.state(AWKWARD)).toBeUndefined();
    expect(await acts()).toEqual([["ops", "user.erased", "asked for by letter"]]);
  });

  test("excuses a date for everyone, and takes it back", async () => {
    await page.goto("/admin/excused");
    await page.getByText("No date is excused for everyone.").waitFor();
    await act("Excuse a date for everyone…", "an outage", () => page.locator("[name=date]").fill("2026-03-08"));
    await page.getByText("8 Mar 2026 is excused for everyone.").waitFor();
    expect(tracker.book.excused).toEqual([expect.objectContaining({ reason: "an outage" })]);
    await act("Withdraw 8 Mar 2026", "the wrong date");
    await page.getByText("No date is excused for everyone.").waitFor();
    await page.goto("/admin/audit");
    const rows = page.getByRole("region", { name: "Acts, the newest first" }).locator("tbody tr");
    await rows.first().waitFor();
    const first = (await rows.allTextContents()).slice(0, 2).join("\n");
    expect(first).toMatch(/opsWithdrew a date excused for everyone[\s\S]*the wrong date/);
    expect(first).toMatch(/opsExcused a date for everyone[\s\S]*an outage/);
  });

  test("does nothing without a reason, and nothing twice", async () => {
    await open("ada");
    const before = await tracker.state("ada");
    await act("Give freezes…", "  ");
    expect(await page.getByRole("dialog").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await tracker.state("ada")).toEqual(before);

    // The answer to the first try is lost on the way.
    await page.route(
      "**/freezes",
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await act("Give freezes…", "a storm");
    await page.getByRole("dialog").getByRole("alert").getByText("The server cannot be reached.").waitFor();
    await page.getByRole("button", { name: "Give", exact: true }).click();
    await page.getByText("1 freeze given.").waitFor();
    expect((await tracker.streak("ada"))?.freezes.held).toBe(2);
  });

  test("is done with the keyboard alone", async () => {
    await page.goto("/admin/users?name=love");
    await page.getByText("1 user shown.").waitFor();
    await page.getByRole("link", { name: "Ada Lovelace" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Excuse dates…" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("[name=reason]:focus").waitFor();
    await page.keyboard.type("ill");
    await page.keyboard.press("Enter");
    await page.getByText("9 Mar 2026 is excused.").waitFor();
    await page.locator("button:focus", { hasText: "Excuse dates…" }).waitFor();
    await page
      .locator("daystreak-calendar")
      .getByRole("gridcell", { name: /March 10, 2026/ })
      .focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByText(/^2026-03-09/).waitFor();
  });
});

describe("axe finds nothing in light and dark, and nothing is wider than the window", () => {
  test.each([
    ["on a desktop", {}],
    ["on a phone", { viewport: { width: 390, height: 844 } }],
  ] as const)("on the pages of support, %s", { timeout: 60_000 }, async (_, options) => {
    const device = await served.device({ colorScheme: "light", ...options });
    const visit = await device.newPage();
    const found: string[] = [];
    const look = async (): Promise<void> => {
      found.push(...(await violations(visit)));
      await visit.emulateMedia({ colorScheme: "dark" });
      await visit.locator("html[data-mantine-color-scheme=dark]").waitFor();
      found.push(...(await violations(visit, "color-contrast")));
      await visit.emulateMedia({ colorScheme: "light" });
      const wide = `[document.documentElement, document.querySelector("dialog")].filter((one) => one?.scrollWidth > one?.clientWidth).length`;
      if ((await visit.evaluate(wide)) !== 0) found.push(`${visit.url()} is too wide`);
    };
    await visit.goto("/admin/users");
    await visit.getByText("50 users shown").waitFor();
    await look();
    await open("lost", visit);
    await visit.getByText("days of learning in the last year").waitFor();
    await visit
      .getByText(/in the log/)
      .or(visit.getByText(/^2026-03-10/))
      .first()
      .waitFor();
    await look();
    for (const act of ["Excuse dates…", "Erase…"]) {
      await visit.getByRole("button", { name: act }).click();
      await visit.getByRole("dialog").waitFor();
      await look();
      await visit.keyboard.press("Escape");
    }
    for (const [path, text] of [
      ["/admin/audit", "Signed in"],
      ["/admin/excused", "No date is excused for everyone."],
      ["/admin/users/nobody", "Nobody with the id"],
    ] as const) {
      await visit.goto(path);
      await visit.getByText(text).first().waitFor();
      await look();
    }
    await device.close();
    expect(found).toEqual([]);
  });
});

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StreakAnswer } from "../../../client/src/wire.ts";
import { type Gallery, startGallery, textOf } from "./gallery.ts";

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery();
  page = await gallery.open({ empty: true });
});
afterAll(() => gallery.close());

/** Shows a flame for a streak and gives its state and text. */
async function flame(
  changes: Partial<StreakAnswer>,
  attributes: Record<string, string> = {},
): Promise<[string, string]> {
  await page.evaluate(
    async ([streak, marks]) => {
      const element = document.createElement("daystreak-flame");
      for (const [name, value] of Object.entries(marks)) element.setAttribute(name, value);
      element.client = demo.createDemoSource(demo.demoStreak(streak));
      document.body.replaceChildren(element);
      await new Promise(requestAnimationFrame);
    },
    [changes, attributes] as const,
  );
  const box = page.locator("daystreak-flame .box");
  return [(await box.getAttribute("data-state")) ?? "", await textOf(box)];
}

const nothing: StreakAnswer["today"] = { status: "none", problems_solved: 0, lesson_ids: [] };
const open: Partial<StreakAnswer> = { state: "at_risk", last_activity_date: "2026-03-03", today: nothing };

describe("the flame", () => {
  test("says that today counts", async () => {
    expect(await flame({})).toEqual(["active", "24 day streak Today counts"]);
  });

  test("says how much of the day is left", async () => {
    const [state, text] = await flame(open);
    expect(state).toBe("at_risk");
    expect(text).toContain("4 hr 40 min left today");
  });

  test("says what was lost, and that it can be restored", async () => {
    const lost = { length: 12, ended_on: "2026-03-01" };
    const [state, text] = await flame({ state: "broken", current_streak: 0, started_on: null, lost, restores_left: 1 });
    expect(state).toBe("broken");
    expect(text).toContain("Your streak of 12 days lasted until March 1. It can be restored.");
  });

  test("invites where there never was a streak", async () => {
    const [state, text] = await flame({ state: "none", current_streak: 0, last_activity_date: null });
    expect(state).toBe("none");
    expect(text).toContain("begin a streak");
  });

  test.each([
    ["rest", "Rest day"],
    ["paused", "Paused"],
    ["excused", "Excused"],
    ["restored", "Restored"],
    ["bridged", "Travel day"],
  ] as const)("rests on a date that is %s", async (protection, name) => {
    const [state, text] = await flame({ ...open, state: "active", today: { ...nothing, protection } });
    expect(state).toBe("resting");
    expect(text).toContain(`${name} Nothing is due today.`);
  });

  test("is frozen where a freeze covers today", async () => {
    const today = { ...nothing, protection: "frozen" } as const;
    expect((await flame({ ...open, state: "active", today }))[0]).toBe("frozen");
  });

  test("shows the streak that is asked for", async () => {
    expect((await flame({}, { kind: "goal" }))[1]).toContain("6 day streak");
  });

  test("a compact one shows the number and tells screen readers the rest", async () => {
    const [, text] = await flame({}, { compact: "" });
    expect(text).toBe("24 day streak Today counts");
    expect(await page.evaluate("document.querySelector('daystreak-flame').getBoundingClientRect().width")).toBeLessThan(
      70,
    );
  });

  test("says that a freeze kept the streak, asked once", async () => {
    const calls = await page.evaluate(async () => {
      const days = demo.demoDays("2026-03-02");
      const [first] = days;
      if (first === undefined) throw new Error("no days");
      days.push({ ...first, date: "2026-03-03", status: "none", protection: "frozen" });
      const source = demo.createDemoSource(demo.atRisk({ last_activity_date: "2026-03-02" }), days);
      const element = document.createElement("daystreak-flame");
      element.client = source;
      document.body.replaceChildren(element);
      source.tell({
        type: "streak",
        streak: demo.atRisk({ last_activity_date: "2026-03-02", version: 42 }),
        facts: [],
      });
      await new Promise(requestAnimationFrame);
      return source.calls;
    });
    expect(calls).toEqual(["calendar 2026-03-03 2026-03-03"]);
    expect(await textOf(page.locator("daystreak-flame .box"))).toContain("A freeze kept your streak.");
    expect(await page.locator("daystreak-flame .box").getAttribute("data-state")).toBe("frozen");
  });

  test("counts the last minutes down, and waits for news when the day is over", async () => {
    const watched = await gallery.open({ empty: true });
    await watched.clock.install({ time: 0 });
    await watched.clock.pauseAt(1_000);
    await watched.evaluate(() => {
      const element = document.createElement("daystreak-flame");
      const source = demo.createDemoSource(demo.atRisk());
      const start = Date.parse("2026-03-04T22:48:30Z") - Date.now();
      source.now = () => start + Date.now();
      element.client = source;
      document.body.append(element);
    });
    const line = watched.locator("daystreak-flame .left");
    expect(await line.textContent()).toBe("11 min left today");
    for (const [ms, text] of [
      [31_000, "10 min left today"],
      [60_000, "9 min 59 sec left today"],
      [598_000, "1 sec left today"],
      [2_000, "The day is over. Updating…"],
    ] as const) {
      await watched.clock.runFor(ms);
      expect(await line.textContent()).toBe(text);
    }
    await watched.context().close();
  });

  test("shows a new number as soon as the source tells it, and what waits and that the network is gone", async () => {
    await page.evaluate(() => {
      const element = document.createElement("daystreak-flame");
      const source = demo.createDemoSource(demo.atRisk());
      element.client = source;
      document.body.replaceChildren(element);
      source.tell({ type: "status", online: false, live: false });
      source.tell({ type: "pending", count: 2 });
      source.tell({ type: "streak", streak: demo.demoStreak({ current_streak: 25, version: 42 }), facts: [] });
    });
    const text = await textOf(page.locator("daystreak-flame .box"));
    expect(text).toContain("25");
    expect(text).toContain("Offline");
    expect(text).toContain("2 waiting to be sent");
  });

  test("waits for a client, and says when nothing can be shown", async () => {
    const texts = await page.evaluate(async () => {
      const element = document.createElement("daystreak-flame");
      const source = demo.createDemoSource(null);
      element.client = source;
      document.body.replaceChildren(element);
      const text = (): string => element.shadowRoot?.textContent ?? "";
      const seen = [text()];
      source.tell({ type: "status", online: false, live: false });
      await Promise.resolve();
      seen.push(text());
      source.tell({ type: "status", online: true, live: false });
      source.tell({ type: "error", error: new Error("503") });
      await Promise.resolve();
      seen.push(text());
      source.tell({ type: "streak", streak: demo.demoStreak(), facts: [] });
      await Promise.resolve();
      return [...seen, text()];
    });
    expect(texts).toEqual(["Loading…", "Offline", "This cannot be loaded right now.", expect.stringContaining("24")]);
  });

  test.each([
    ["es", "24 días de racha Hoy ya cuenta"],
    ["ar-EG", "٢٤ يومًا متواصلًا احتُسب اليوم"],
    ["ja", "24 日連続 今日の分は記録済み"],
    ["en-GB", "24 day streak Today counts"],
    ["fr", "24 day streak Today counts"],
  ])("speaks %s", async (lang, text) => {
    expect((await flame({}, { lang }))[1]).toBe(text);
  });
});

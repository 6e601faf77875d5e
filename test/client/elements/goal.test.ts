import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Goal, StreakAnswer } from "../../../client/src/wire.ts";
import { type Gallery, startGallery, textOf } from "./gallery.ts";

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery();
  page = await gallery.open({ empty: true });
});
afterAll(() => gallery.close());

/** Shows a goal, and gives what it says and how the ring is drawn: done arcs of all. */
async function goal(given: Goal | null, today: Partial<StreakAnswer["today"]> = {}): Promise<[string, string]> {
  await page.evaluate(
    async ([goal, today]) => {
      const element = document.createElement("daystreak-goal");
      const streak = demo.demoStreak();
      element.client = demo.createDemoSource({ ...streak, today: { ...streak.today, ...today } });
      element.goal = goal;
      document.body.replaceChildren(element);
      await new Promise(requestAnimationFrame);
    },
    [given, today] as const,
  );
  const ring = page.locator("daystreak-goal .ring");
  const arcs = `${await ring.locator(".done").count()}/${await ring.locator("circle").count()}`;
  return [await textOf(page.locator("daystreak-goal [part=text]")), arcs];
}

describe("the goal", () => {
  test("has an arc for each problem", async () => {
    expect(await goal(null)).toEqual(["Daily goal 2 of 3 problems", "2/3"]);
    const ring = page.getByRole("progressbar", { name: "Daily goal" });
    expect(await ring.getAttribute("aria-valuenow")).toBe("2");
    expect(await ring.getAttribute("aria-valuetext")).toBe("2 of 3 problems");
  });

  test("is whole once it is met", async () => {
    expect(await goal(null, { status: "complete", problems_solved: 5 })).toEqual(["Daily goal Goal met", "1/2"]);
  });

  test("says that nothing is due on a protected day", async () => {
    const today = { status: "none", problems_solved: 0, lesson_ids: [], protection: "paused" } as const;
    expect((await goal(null, { ...today, lesson_ids: [] }))[0]).toBe("Daily goal Paused. Nothing is due today.");
  });

  test.each<[Goal, string, string]>([
    [{ lessons: 2 }, "Daily goal 1 of 2 lessons", "1/2"],
    [{ lessons: 1 }, "Daily goal Goal met", "1/2"],
    [{ minutes: 40 }, "Daily goal 25 of 40 minutes", "1/2"],
    [{ points: 50, weights: { problem_solved: 10, lesson_completed: 5 } }, "Daily goal 25 of 50 points", "1/2"],
  ])("counts %j", async (given, text, arcs) => {
    expect(await goal(given)).toEqual([text, arcs]);
  });

  test("fills up as problems are solved, asking for the goal once", async () => {
    await page.evaluate(async () => {
      const element = document.createElement("daystreak-goal");
      const source = demo.createDemoSource();
      element.client = source;
      document.body.replaceChildren(element);
      await new Promise(requestAnimationFrame);
      const today = { status: "complete", problems_solved: 3, lesson_ids: [] } as const;
      source.tell({
        type: "streak",
        streak: demo.demoStreak({ version: 42, today: { ...today, lesson_ids: [] } }),
        facts: [],
      });
      await new Promise(requestAnimationFrame);
      Object.assign(globalThis, { calls: source.calls });
    });
    expect(await textOf(page.locator("daystreak-goal [part=text]"))).toBe("Daily goal Goal met");
    expect(await page.evaluate("calls")).toEqual(["explain 2026-03-04"]);
  });
});

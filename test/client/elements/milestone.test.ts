import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Gallery, startGallery, textOf } from "./gallery.ts";

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery();
});
beforeEach(async () => {
  page = await gallery.open({ empty: true });
  await page.evaluate(() => {
    const element = document.createElement("daystreak-milestone");
    const source = demo.createDemoSource();
    element.client = source;
    document.body.append(element);
    const reach = (days: number, date: string, more: object = {}): void =>
      source.tell({
        type: "streak",
        streak: demo.demoStreak(),
        facts: [
          {
            id: `milestone.reached:${days}:${date}`,
            kind: "milestone.reached",
            at: "",
            date,
            days,
            celebrate: true,
            ...more,
          },
        ],
      });
    Object.assign(globalThis, { reach, element });
  });
});
afterEach(() => page.context().close());
afterAll(() => gallery.close());

const toast = (): ReturnType<Page["locator"]> => page.locator("daystreak-milestone .toast");

describe("the milestone", () => {
  test("is celebrated when the fact says so, in a region that screen readers announce", async () => {
    await page.evaluate("reach(30, '2026-03-04')");
    expect(await textOf(toast())).toContain("30 days in a row");
    expect(await textOf(toast())).toContain("Next milestone: 30 days");
    expect(await page.getByRole("status").getAttribute("aria-live")).toBe("polite");
  });

  test("of yesterday is celebrated, an older one and one of imported history are not", async () => {
    await page.evaluate("reach(7, '2026-03-02'); reach(30, '2026-03-04', { celebrate: false })");
    expect(await toast().count()).toBe(0);
    await page.evaluate("reach(7, '2026-03-03')");
    expect(await toast().count()).toBe(1);
  });

  test("is celebrated once, and several one after the other", async () => {
    await page.evaluate("reach(7, '2026-03-04'); reach(30, '2026-03-04'); reach(7, '2026-03-04')");
    expect(await textOf(toast())).toContain("7 days in a row");
    await page.getByRole("button", { name: "Close" }).click();
    expect(await textOf(toast())).toContain("30 days in a row");
    await page.getByRole("button", { name: "Close" }).focus();
    await page.keyboard.press("Escape");
    expect(await toast().count()).toBe(0);
  });

  test("goes by itself, but not from under the pointer or the focus", async () => {
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(60_000);
    await page.evaluate("reach(7, '2026-03-04')");
    await page.clock.runFor(9_000);
    const box = await toast().boundingBox();
    await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await page.clock.runFor(20_000);
    expect(await toast().count()).toBe(1);
    await page.mouse.move(1, 1);
    await page.getByRole("button", { name: "Close" }).focus();
    await page.clock.runFor(20_000);
    expect(await toast().count()).toBe(1);
    await page.evaluate("element.shadowRoot.activeElement.blur()");
    await page.clock.runFor(10_100);
    expect(await toast().count()).toBe(0);
  });

  test("of one learner is not shown to the next", async () => {
    await page.evaluate("reach(7, '2026-03-04'); reach(30, '2026-03-04')");
    expect(await toast().count()).toBe(1);
    await page.evaluate("element.client = demo.createDemoSource()");
    expect(await toast().count()).toBe(0);
  });

  test("is left to the app that wants to celebrate it itself", async () => {
    await page.evaluate(() => {
      document.addEventListener("daystreak-milestone", (event) => {
        event.preventDefault();
        Object.assign(globalThis, { told: (event as CustomEvent<{ days: number }>).detail.days });
      });
    });
    await page.evaluate("reach(30, '2026-03-04')");
    expect(await page.evaluate("told")).toBe(30);
    expect(await toast().count()).toBe(0);
  });
});

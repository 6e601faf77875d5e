import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Gallery, type GalleryOptions, startGallery, textOf } from "./gallery.ts";

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery();
});
afterEach(() => page.context().close());
afterAll(() => gallery.close());

/** A page with nothing but a widget and its source, which is `source` there. */
async function show(
  name: "daystreak-week" | "daystreak-calendar",
  options: GalleryOptions & { attributes?: Record<string, string> } = {},
): Promise<void> {
  page = await gallery.open({ ...options, empty: true });
  await page.evaluate(
    ([tag, attributes]) => {
      const element = document.createElement(tag);
      const source = demo.createDemoSource();
      element.client = source;
      element.style.marginBlockStart = "100px";
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      document.body.append(element);
      Object.assign(globalThis, { source, element });
    },
    [name, options.attributes ?? {}] as const,
  );
  await page.locator(`${name} [aria-busy="false"]`).waitFor();
}

const marks = (): Promise<string[]> =>
  page
    .locator(".mark[data-date]")
    .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.mark ?? ""));
const focused = (): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("data-date") ?? undefined);
const press = async (...keys: string[]): Promise<string | undefined> => {
  for (const key of keys) await page.keyboard.press(key);
  return focused();
};

describe("the week", () => {
  test.each([
    ["en-US", "Sun", "2026-03-01"],
    ["en-GB", "Mon", "2026-03-02"],
    ["es", "lun", "2026-03-02"],
    ["ja", "日", "2026-03-01"],
    ["ar-EG", "س", "2026-02-28"],
  ])("begins with the weekday of %s", async (lang, name, date) => {
    await show("daystreak-week", { lang });
    expect(await page.locator(".name").first().textContent()).toBe(name);
    expect(await page.locator("[data-date]").first().getAttribute("data-date")).toBe(date);
    expect(await page.locator("[data-date]").count()).toBe(7);
  });

  test("begins with the weekday that the page asks for", async () => {
    await show("daystreak-week", { attributes: { "first-day": "6" } });
    expect(await page.locator("[data-date]").first().getAttribute("data-date")).toBe("2026-02-28");
  });

  test("names each day, what it was, and the days to come", async () => {
    await show("daystreak-week", { lang: "en-GB" });
    expect(await marks()).toEqual(["partial", "complete", "partial", "future", "future", "future", "future"]);
    const today = page.locator("[data-today]").last();
    expect(await today.getAttribute("aria-label")).toContain(
      "4 March 2026: Active · 2 problems solved · 1 lesson completed",
    );
    expect(await today.getAttribute("aria-current")).toBe("date");
  });

  test("has one tab stop, and arrows that follow the direction of the page", async () => {
    await show("daystreak-week");
    expect(await press("Tab")).toBe("2026-03-04");
    expect(await press("ArrowLeft", "ArrowLeft")).toBe("2026-03-02");
    expect(await press("Home")).toBe("2026-03-01");
    expect(await press("ArrowLeft")).toBe("2026-03-01");
    expect(await press("End", "ArrowRight")).toBe("2026-03-07");
    expect(await press("Tab")).toBeUndefined();
    await page.context().close();
    await show("daystreak-week", { dir: "rtl" });
    expect(await press("Tab", "ArrowRight")).toBe("2026-03-03");
  });
});

describe("the year", () => {
  test("holds 53 weeks up to today, and says how many days there were", async () => {
    await show("daystreak-calendar");
    expect(await page.locator("[role=row]").count()).toBe(7);
    expect(await page.locator("[data-date='2025-03-02']").count()).toBe(1);
    expect(await page.locator("[data-date='2026-03-04']").count()).toBe(1);
    expect(await page.locator("[data-date]").count()).toBe(368);
    expect(await page.locator(".sum").textContent()).toMatch(/^1\d\d days of learning in the last year$/);
    expect(new Set(await marks())).toEqual(new Set(["none", "partial", "complete", "protected"]));
  });

  test("draws every kind of day in a way of its own", async () => {
    await show("daystreak-calendar");
    const looks = await page.evaluate(() => {
      const cells = [
        ...(document.querySelector("daystreak-calendar")?.shadowRoot?.querySelectorAll(".legend .mark") ?? []),
      ];
      return cells.map((cell) => {
        const { backgroundImage, backgroundColor } = getComputedStyle(cell);
        const hasFill = !backgroundColor.endsWith(", 0)");
        return `${backgroundImage.replace(/\(.*/, "")} ${hasFill}`;
      });
    });
    expect(looks).toEqual(["none false", "linear-gradient false", "none true", "repeating-linear-gradient false"]);
  });

  test("goes up and down by days, left and right by weeks, by months with the page keys", async () => {
    await show("daystreak-calendar");
    expect(await press("Tab")).toBe("2026-03-04");
    expect(await press("ArrowLeft")).toBe("2026-02-25");
    expect(await press("ArrowUp")).toBe("2026-02-24");
    expect(await press("ArrowDown", "ArrowDown")).toBe("2026-02-26");
    expect(await press("PageUp")).toBe("2026-01-29");
    expect(await press("ArrowRight")).toBe("2026-02-05");
    expect(await press("Home")).toBe("2025-03-02");
    expect(await press("End")).toBe("2026-03-04");
    expect(await press("ArrowRight")).toBe("2026-03-04");
  });

  test("goes back in time to the right where the page runs from right to left", async () => {
    await show("daystreak-calendar", { lang: "ar", dir: "rtl" });
    expect(await press("Tab", "ArrowRight")).toBe("2026-02-25");
  });

  test("shows a tooltip under the pointer and for the focus, until it is dismissed", async () => {
    await show("daystreak-calendar");
    const tip = page.locator(".tip");
    await page.locator("[data-date='2026-03-03']").hover();
    expect(await textOf(tip)).toMatch(/^Tuesday, March 3, 2026 (Active|Goal met) · \d+ problems? solved/);
    await tip.hover();
    await page.mouse.move(1, 1);
    await tip.waitFor({ state: "detached" });
    await page.keyboard.press("Tab");
    expect(await textOf(tip)).toContain("Wednesday, March 4, 2026");
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "detached" });
    expect(await focused()).toBe("2026-03-04");
  });

  test("stays inside a narrow page and shows today first", async () => {
    await show("daystreak-calendar", { viewport: { width: 320, height: 600 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    const box = await page.locator("[data-date='2026-03-04']").boundingBox();
    expect(box?.x).toBeGreaterThan(200);
    expect(box?.x).toBeLessThan(320);
  });

  test("tells the page which day was chosen", async () => {
    await show("daystreak-calendar");
    const chosen = page.evaluate(
      () =>
        new Promise<string>((resolve) =>
          document.addEventListener("daystreak-day", (event) => {
            const { detail } = event as CustomEvent<{ date: string; day: { date: string } | null }>;
            resolve(`${detail.date} ${detail.day?.date}`);
          }),
        ),
    );
    await press("Tab", "ArrowUp", "Enter");
    expect(await chosen).toBe("2026-03-03 2026-03-03");
  });

  test("fills today in at once and asks again only for what may have changed before", async () => {
    await show("daystreak-calendar");
    const calls = (): Promise<string[]> => page.evaluate("source.calls");
    await page.evaluate(() => {
      const today = { status: "complete", problems_solved: 3, lesson_ids: [] } as const;
      const fact = { id: "day.completed:2026-03-04", kind: "day.completed", at: "", date: "2026-03-04" };
      source.tell({
        type: "streak",
        streak: demo.demoStreak({ version: 42, today: { ...today, lesson_ids: [] } }),
        facts: [fact],
      });
    });
    expect(await page.locator("[data-date='2026-03-04']").getAttribute("data-mark")).toBe("complete");
    expect(await calls()).toEqual(["calendar 2025-03-02 2026-03-04"]);
    await page.evaluate(() => {
      const fact = { id: "streak.healed:presence:43", kind: "streak.healed", at: "", date: "2026-02-01" };
      source.tell({ type: "streak", streak: demo.demoStreak({ version: 43 }), facts: [fact] });
    });
    expect(await calls()).toHaveLength(2);
  });

  test("has another date when the learner's day is over", async () => {
    await show("daystreak-calendar");
    await page.evaluate(() => source.tell({ type: "streak", streak: demo.atRisk({ date: "2026-03-05" }), facts: [] }));
    expect(await page.locator("[data-today]").getAttribute("data-date")).toBe("2026-03-05");
  });

  test("offers another attempt where the days cannot be had, and makes one when the network is back", async () => {
    page = await gallery.open({ empty: true });
    await page.evaluate(() => {
      const element = document.createElement("daystreak-calendar");
      const source = demo.createDemoSource();
      source.trouble = "refused";
      element.client = source;
      document.body.append(element);
      Object.assign(globalThis, { source, element });
    });
    await page.locator(".failure", { hasText: "This cannot be loaded right now." }).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    expect(await page.evaluate("source.calls")).toHaveLength(2);
    await page.evaluate(() => {
      source.tell({ type: "status", online: false, live: false });
      source.trouble = undefined;
    });
    await page.locator(".failure", { hasText: "Offline" }).waitFor();
    await page.evaluate(() => source.tell({ type: "status", online: true, live: true }));
    await page.locator("[data-date='2026-03-04']").waitFor();
  });

  test("shows plain days without any client", async () => {
    page = await gallery.open({ empty: true });
    await page.evaluate(() => {
      demo.provideClient(null);
      const element = document.createElement("daystreak-calendar");
      element.streak = demo.demoStreak();
      element.days = demo.demoDays();
      element.setAttribute("weeks", "12");
      document.body.append(element);
    });
    expect(await page.locator("[data-date]").count()).toBe(11 * 7 + 4);
  });
});

declare global {
  var source: ReturnType<(typeof demo)["createDemoSource"]>;
}

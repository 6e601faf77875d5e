import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Gallery, startGallery, textOf } from "./gallery.ts";

const NAMES = ["flame", "week", "calendar", "goal", "milestone", "explain"].map((name) => `daystreak-${name}` as const);

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery();
});
beforeEach(async () => {
  page = await gallery.open({ empty: true });
});
afterEach(() => page.context().close());
afterAll(() => gallery.close());

const text = (): Promise<string> => textOf(page.locator("daystreak-flame .box"));

describe("a widget", () => {
  test("finds the page's client, also one that is provided later, and loses it at logout", async () => {
    await page.evaluate(() => {
      demo.provideClient(null);
      document.body.append(document.createElement("daystreak-flame"));
    });
    expect(await text()).toBe("Loading…");
    await page.evaluate(() => demo.provideClient(demo.createDemoSource()));
    expect(await text()).toContain("24");
    await page.evaluate(() =>
      demo.provideClient(demo.createDemoSource(demo.demoStreak({ user_id: "bo", current_streak: 3 }))),
    );
    expect(await text()).toContain("3 day streak");
    await page.evaluate(() => demo.provideClient(null));
    expect(await text()).toBe("Loading…");
  });

  test("takes properties that were set before its class was there", async () => {
    await page.evaluate(() => {
      const Flame = customElements.get("daystreak-flame") as new () => HTMLElement;
      const element = document.createElement("late-flame");
      Object.assign(element, { streak: demo.demoStreak({ current_streak: 9 }) });
      document.body.append(element);
      customElements.define("late-flame", class extends Flame {});
    });
    expect(await textOf(page.locator("late-flame .box"))).toContain("9 day streak");
    expect(await page.evaluate("Object.hasOwn(document.querySelector('late-flame'), 'streak')")).toBe(false);
  });

  test("in plain HTML needs no script of its own", async () => {
    const whole = await gallery.open({ lang: "es" });
    expect(await textOf(whole.locator("header daystreak-flame .box"))).toContain("24 días de racha");
    await whole.context().close();
  });

  test("listens once, moves without loading again, and leaves nothing behind", async () => {
    const seen = await page.evaluate(async (names) => {
      const source = demo.createDemoSource();
      demo.provideClient(source);
      const here = document.createElement("div");
      const there = document.createElement("div");
      document.body.append(here, there);
      here.append(...names.map((name) => document.createElement(name)));
      await new Promise(requestAnimationFrame);
      const counts = [source.listeners];
      const calls = source.calls.length;
      there.append(...here.children);
      await new Promise(requestAnimationFrame);
      counts.push(source.listeners, source.calls.length - calls);
      there.replaceChildren();
      counts.push(source.listeners);
      return counts;
    }, NAMES);
    expect(seen).toEqual([6, 6, 0, 0]);
  });

  test("moved while it loads shows what it asked for, and never what another learner's client answers", async () => {
    const marks = await page.evaluate(async () => {
      const source = demo.createDemoSource();
      let answer: (() => void) | undefined;
      const { calendar } = source;
      source.calendar = async (range) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return calendar(range);
      };
      const element = document.createElement("daystreak-week");
      element.client = source;
      document.body.append(element);
      document.body.prepend(element);
      answer?.();
      await new Promise(requestAnimationFrame);
      const count = (): number => element.shadowRoot?.querySelectorAll("[data-mark=complete]").length ?? 0;
      const before = count();
      source.tell({ type: "streak", streak: demo.demoStreak({ date: "2026-03-05", version: 42 }), facts: [] });
      element.client = demo.createDemoSource(demo.demoStreak({ user_id: "bo", version: 42 }), []);
      answer?.();
      await new Promise(requestAnimationFrame);
      return [before > 0, count()];
    });
    expect(marks).toEqual([true, 0]);
  });

  test("loads again where it missed news while it was away", async () => {
    const calls = await page.evaluate(async () => {
      const source = demo.createDemoSource();
      const element = document.createElement("daystreak-week");
      element.client = source;
      document.body.append(element);
      await new Promise(requestAnimationFrame);
      element.remove();
      source.tell({ type: "streak", streak: demo.demoStreak({ version: 50 }), facts: [] });
      document.body.append(element);
      await new Promise(requestAnimationFrame);
      return source.calls.length;
    });
    expect(calls).toBe(2);
  });

  test("can be forgotten once it is taken out", async () => {
    await page.evaluate(async (names) => {
      demo.provideClient(demo.createDemoSource(demo.atRisk()));
      const elements = Array.from({ length: 20 }, () => names.map((name) => document.createElement(name))).flat();
      document.body.append(...elements);
      await new Promise(requestAnimationFrame);
      const kept = elements.map((element) => new WeakRef(element));
      document.body.replaceChildren();
      Object.assign(globalThis, { alive: () => kept.filter((ref) => ref.deref() !== undefined).length });
    }, NAMES);
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    expect(await page.evaluate("alive()")).toBe(0);
  });

  test("keeps the focus while news come in", async () => {
    await page.evaluate(() => {
      const source = demo.createDemoSource();
      const element = document.createElement("daystreak-week");
      element.client = source;
      document.body.append(element);
      Object.assign(globalThis, { source });
    });
    await page.locator("[data-date='2026-03-04']").focus();
    await page.evaluate(() => source.tell({ type: "streak", streak: demo.atRisk({ date: "2026-03-05" }), facts: [] }));
    await page.locator("[data-date='2026-03-05'][data-today]").waitFor();
    const at = "document.activeElement.shadowRoot.activeElement.dataset.date";
    expect(await page.evaluate(at)).toBe("2026-03-04");
  });

  test("changes its language with the page's, and follows languages that are added", async () => {
    await page.evaluate(() => document.body.append(document.createElement("daystreak-flame")));
    await page.evaluate("document.documentElement.lang = 'ja'");
    expect(await text()).toContain("日連続");
    await page.evaluate("document.documentElement.lang = 'fr-CA'");
    expect(await text()).toContain("day streak");
    await page.evaluate(() =>
      demo.registerLocale("fr", {
        unit: { one: "jour de suite", other: "jours de suite" },
        done: "C’est fait pour aujourd’hui",
      }),
    );
    expect(await text()).toBe("24 jours de suite C’est fait pour aujourd’hui");
  });

  test("has the colours it is given, and dark ones where the page or its theme says so", async () => {
    const colour = (): Promise<string> =>
      page.locator("daystreak-flame .body").evaluate((body) => getComputedStyle(body).fill);
    await page.evaluate(() => document.body.append(document.createElement("daystreak-flame")));
    expect(await colour()).toBe("rgb(194, 65, 12)");
    await page.evaluate("document.querySelector('daystreak-flame').setAttribute('theme', 'dark')");
    expect(await colour()).toBe("rgb(255, 154, 92)");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.evaluate("document.querySelector('daystreak-flame').setAttribute('theme', 'light')");
    expect(await colour()).toBe("rgb(194, 65, 12)");
    await page.evaluate("document.querySelector('daystreak-flame').removeAttribute('theme')");
    expect(await colour()).toBe("rgb(255, 154, 92)");
    await page.evaluate("document.body.style.setProperty('--daystreak-accent', 'rebeccapurple')");
    expect(await colour()).toBe("rgb(102, 51, 153)");
  });
});

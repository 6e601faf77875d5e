import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Gallery, type GalleryOptions, startGallery } from "./gallery.ts";

let gallery: Gallery;

beforeAll(async () => {
  gallery = await startGallery();
});
afterAll(() => gallery.close());

const views: readonly [string, GalleryOptions][] = [
  ["in light", { colorScheme: "light" }],
  ["in dark", { colorScheme: "dark" }],
  ["on a phone", { viewport: { width: 390, height: 844 } }],
  ["from right to left", { lang: "ar", dir: "rtl" }],
  ["in Japanese", { lang: "ja" }],
  ["with forced colours", { forcedColors: "active" }],
];

/** What has the focus, through shadow roots: the widget, and the part or date in it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let at = document.activeElement;
    const host = at?.localName ?? "";
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return `${host} ${at?.getAttribute("data-date") ?? at?.getAttribute("part") ?? ""}`;
  });
}

describe("the widgets", () => {
  test.each(views)("have nothing that axe would find, %s", async (_, options) => {
    const page = await gallery.open({ ...options, bypassCSP: true });
    await page.addScriptTag({ content: axe.source });
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    await page.context().close();
    expect(found).toEqual([]);
  });

  test("are reached by the keyboard alone", async () => {
    const page = await gallery.open();
    const seen: string[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press("Tab");
      seen.push(await focused(page));
    }
    await page.context().close();
    expect(seen).toEqual([
      "daystreak-week 2026-03-04",
      "daystreak-calendar 2026-03-04",
      "daystreak-explain summary",
      "daystreak-explain more",
      "daystreak-milestone close",
    ]);
  });

  test("move nothing where less motion is asked for", async () => {
    const count = `(() => {
      const roots = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
      return roots.flatMap((root) => root.getAnimations()).length;
    })()`;
    const still = await gallery.open({ reducedMotion: "reduce" });
    expect(await still.evaluate(count)).toBe(0);
    await still.context().close();
    const moving = await gallery.open({ reducedMotion: "no-preference" });
    expect(await moving.evaluate(count)).toBeGreaterThan(0);
    await moving.context().close();
  });
});

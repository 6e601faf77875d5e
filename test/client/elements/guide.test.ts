import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { bundle } from "../../../client/scripts/build.ts";
import { launchBrowser } from "../../support/browser.ts";
import { textOf } from "./gallery.ts";

const guide = fileURLToPath(new URL("../../../docs/guide/widgets.md", import.meta.url));

test("the page of the guide shows a streak without a server, from the script of the package", async () => {
  const [, example] = (await readFile(guide, "utf8")).match(/```html\n(<!doctype html>.*?)```/s) ?? [];
  if (example === undefined) throw new Error("the guide has no whole page");
  const folder = await mkdtemp(join(tmpdir(), "daystreak-guide-"));
  const browser = await launchBrowser();
  try {
    const built = await bundle(folder);
    for (const { file, bytes, limit = bytes } of built.filter(({ file }) => file.includes("elements"))) {
      expect({ file, fits: bytes <= limit }).toEqual({ file, fits: true });
    }
    const script = await readFile(join(folder, "daystreak-elements.js"), "utf8");
    const page = await browser.newPage();
    await page.route("**/*", (route) =>
      route.fulfill(
        route.request().url().endsWith(".js")
          ? { body: script, contentType: "text/javascript" }
          : { body: example, contentType: "text/html" },
      ),
    );
    await page.goto("http://guide.test/");
    expect(await textOf(page.locator("daystreak-flame .box"))).toBe("3 day streak Today counts");
    const marks = await page
      .locator("[data-date]")
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-mark")));
    expect(marks).toEqual(["none", "partial", "partial", "complete", "future", "future", "future"]);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
});

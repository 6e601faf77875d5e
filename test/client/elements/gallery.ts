import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { buildGallery } from "../../../client/scripts/gallery.ts";
import { launchBrowser } from "../../support/browser.ts";

/** The gallery of the widgets in a real browser, under a policy that allows neither inline code nor inline styles. */
export interface Gallery {
  /** Opens it; `empty` takes its widgets away, for tests that make their own. */
  open(options?: GalleryOptions): Promise<Page>;
  close(): Promise<void>;
}

export interface GalleryOptions extends BrowserContextOptions {
  readonly lang?: string;
  readonly dir?: "ltr" | "rtl";
  /** @default false */
  readonly empty?: boolean;
}

/** Builds the gallery and starts a browser. */
export async function startGallery(): Promise<Gallery> {
  const files = await buildGallery();
  const browser: Browser = await launchBrowser();
  return {
    async open({ lang = "en", dir = "ltr", empty = false, ...context } = {}) {
      const page = await (await browser.newContext({ reducedMotion: "reduce", ...context })).newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      await page.route("**/*", async (route) => {
        const file = files.get(new URL(route.request().url()).pathname);
        await route.fulfill({
          body: file?.body ?? "",
          contentType: file?.type ?? "text/plain",
          headers: {
            "content-security-policy":
              "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'",
          },
        });
      });
      await page.goto(`http://gallery.test/?lang=${lang}&dir=${dir}${empty ? "&empty" : ""}`);
      await page.waitForFunction("globalThis.demo !== undefined");
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return page;
    },
    close: () => browser.close(),
  };
}

/** The text of an element, also where it is for screen readers only; pieces are apart as they are read. */
export function textOf(locator: Locator): Promise<string> {
  return locator.evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const pieces: string[] = [];
    while (walker.nextNode()) pieces.push(walker.currentNode.nodeValue?.trim() ?? "");
    return pieces.filter((piece) => piece !== "").join(" ");
  });
}

import type { Download, Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** The card of a chart, by its title. */
export function card(page: Page, title: string): Locator {
  return page.locator(".chart").filter({ has: page.getByRole("heading", { level: 2, name: title }) });
}

/** The cells of a table, row by row, without its heading. */
export async function cellsOf(table: Locator): Promise<string[][]> {
  const rows = await table.locator("tbody tr").all();
  return Promise.all(rows.map((row) => row.locator("td").allTextContents()));
}

/** A number as the pages write it. */
export function whole(value: unknown): string {
  return value === null ? "" : Number(value).toLocaleString("en");
}

/** A share as the pages write it. */
export function percent(value: unknown): string {
  return value === null ? "" : Number(value).toLocaleString("en", { style: "percent", maximumFractionDigits: 1 });
}

/** What a link or button saves. */
export async function downloadBy(page: Page, control: Locator): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent("download"), control.click()]);
  return download;
}

/** Says that bytes are a picture with something on it. */
export async function expectPicture(page: Page, bytes: Buffer): Promise<void> {
  const { width, height, colors } = (await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob("${bytes.toString("base64")}"), (c) => c.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    context.drawImage(picture, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, picture.width, picture.height).data.buffer);
    return { width: picture.width, height: picture.height, colors: new Set(pixels).size };
  })()`)) as Record<string, number>;
  expect(width).toBeGreaterThan(800);
  expect(height).toBeGreaterThan(200);
  expect(colors).toBeGreaterThan(20);
}

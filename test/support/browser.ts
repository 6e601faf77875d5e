import { access } from "node:fs/promises";
import { type Browser, chromium } from "playwright-core";

const SWITCHES = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A real browser without a window; whoever launches it closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await browserPath(), args: SWITCHES });
}

/**
 * `DAYSTREAK_TEST_BROWSER`, else the Chromium or Chrome of this machine, else the one that npm brings.
 * @throws Error that says how to get one
 */
async function browserPath(): Promise<string> {
  const given = process.env.DAYSTREAK_TEST_BROWSER;
  if (given !== undefined && given !== "npm") return given;
  for (const path of given === "npm" ? [] : INSTALLED) if (await exists(path)) return path;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    return await packed.executablePath();
  } catch (cause) {
    throw new Error("no browser: apt-get install chromium, or set DAYSTREAK_TEST_BROWSER to one of its kind", {
      cause,
    });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

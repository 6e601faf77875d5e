import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

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

/** A browser that keeps what it knows in a folder, as on a learner's device. */
export interface DeviceBrowser {
  readonly context: BrowserContext;
  /** Closes it as a person does. */
  close(): Promise<void>;
  /** Ends every process of it without a word. */
  kill(): Promise<void>;
}

/** A real browser that can be killed, and launched again in the same folder. */
export async function launchOnDevice(folder: string): Promise<DeviceBrowser> {
  const path = await browserPath();
  // Now and then a starting browser never answers its debugger: the next one does.
  return startOnDevice(path, folder).catch(() => startOnDevice(path, folder));
}

async function startOnDevice(path: string, folder: string): Promise<DeviceBrowser> {
  const switches = [...SWITCHES, "--remote-debugging-port=0", `--user-data-dir=${folder}`];
  const child = spawn(path, switches, { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    process.kill(-(child.pid as number), "SIGKILL");
    await gone;
  };
  try {
    const browser = await chromium.connectOverCDP(await debuggerOf(child), { timeout: 30_000 });
    return {
      kill,
      context: browser.contexts()[0] as BrowserContext,
      async close() {
        const gone = once(child, "exit");
        const session = await browser.newBrowserCDPSession();
        await Promise.all([gone, session.send("Browser.close").catch(() => undefined)]);
      },
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** The address that a starting browser prints. */
function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const address = /DevTools listening on (\S+)/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`the browser ended with code ${code}: ${printed}`)));
  });
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

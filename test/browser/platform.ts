import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { type Lms, startLms, temporaryFolder } from "../examples/lms-process.ts";
import { launchBrowser } from "../support/browser.ts";

/** The answers to the first problems of the first lesson. */
export const FIRST_PROBLEMS: readonly (readonly [id: string, answer: string])[] = [
  ["factors-of-36", "9"],
  ["prime-91", "91"],
  ["gcd-84-120", "12"],
];

/** The reference platform as it is started, with nothing in it yet, and a browser. */
export interface Platform {
  readonly lms: Lms;
  readonly browser: Browser;
  /** What went wrong on any page without anybody having asked for it. */
  readonly errors: string[];
  /** A device with a browser of its own. */
  device(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Kills the platform's server. */
  kill(): Promise<void>;
  /** Starts it again, where it was, with what it had. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the platform and a browser. */
export async function startPlatform(env: Record<string, string> = {}): Promise<Platform> {
  const [[folder, remove], browser] = await Promise.all([temporaryFolder(), launchBrowser()]);
  let lms = await startLms(folder, env);
  const errors: string[] = [];
  return {
    browser,
    errors,
    get lms() {
      return lms;
    },
    async device(options = {}) {
      const context = await browser.newContext({ baseURL: lms.address, reducedMotion: "reduce", ...options });
      context.setDefaultTimeout(45_000);
      context.on("weberror", (error) => errors.push(error.error().message));
      return context;
    },
    async kill() {
      await lms.stop("SIGKILL");
    },
    async restart() {
      lms = await startLms(folder, { ...env, PORT: new URL(lms.address).port });
    },
    async close() {
      await browser.close();
      await lms.stop();
      await remove();
    },
  };
}

/** A page on which a demo learner has just signed in. */
export async function signIn(context: BrowserContext, name: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto("/");
  await page.getByRole("button", { name }).click();
  await page.getByRole("heading", { name: `Hello, ${name}` }).waitFor();
  return page;
}

/** Answers the problem that is shown, or goes to one first. */
export async function answer(page: Page, [id, text]: readonly [id: string, answer: string]): Promise<void> {
  if (!page.url().endsWith(`/problems/${id}`)) await page.goto(`/problems/${id}`);
  const choice = page.getByRole("radio", { name: text, exact: true });
  const box = page.locator("input[name=answer]:not([type=radio])");
  await choice.or(box).waitFor();
  if (await choice.isVisible()) await choice.check();
  else await box.fill(text);
  await page.getByRole("button", { name: "Check" }).click();
}

/** What the header says about today's goal, such as `1 of 3 problems`. */
export function goalInHeader(page: Page, text: string): Locator {
  return page.locator(`header daystreak-goal [role=progressbar][aria-valuetext="${text}"]`);
}

/** Today's record by the server. */
export async function todayOf(page: Page): Promise<{ status: string; problems_solved: number }> {
  const session = JSON.parse((await page.evaluate("localStorage.getItem('small-steps')")) as string);
  const headers = { Authorization: `Bearer ${session.access}` };
  const response = await page.request.get("/api/streak/", { headers });
  return (await response.json()).today;
}

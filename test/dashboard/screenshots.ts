/**
 * `node --conditions=daystreak-src test/dashboard/screenshots.ts`: makes the pictures of the dashboard in docs/images.
 * With a folder it puts all pages there, in light and dark, from a desktop and a phone, to be looked at.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
import { PAGES, serveDashboard, settled } from "./serve-dashboard.ts";
import { simulatedPlatform } from "./simulated-platform.ts";

const DESKTOP = { viewport: { width: 1360, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true };
/** As high as the longest page: charts are drawn where they can be seen. */
const WHOLE = 3_600;

/** Learners who act while the pages are open. */
const ACTING = ["ada", "ben", "chidi", "dina", "emre", "fatou", "goro"];
let pictures = 0;

const folder = process.argv[2];
const images = fileURLToPath(new URL("../../docs/images", import.meta.url));
const tracker = await simulatedPlatform(1_200, 150);
const HOUR_MS = 3_600_000;
const NIGHT = Date.parse("2026-03-02T00:30:00Z");
// Somebody who never sleeps, for the alerts.
for (let hour = 0; hour < 24; hour++) {
  const at = NIGHT + hour * HOUR_MS;
  await tracker.record({ userId: "sim-robot", type: "request", at, zone: "UTC" }, { source: "key" });
}
const served = await serveDashboard(tracker);
try {
  if (folder === undefined) {
    await take("/", { ...DESKTOP, colorScheme: "light" }, join(images, "dashboard.png"));
    await take("/retention", { ...DESKTOP, colorScheme: "dark" }, join(images, "dashboard-retention.png"));
    await take("/", { ...PHONE, colorScheme: "light" }, join(images, "dashboard-phone.png"));
    await take(`/users/${await learner()}`, { ...DESKTOP, colorScheme: "light" }, join(images, "dashboard-user.png"));
  } else {
    for (const path of PAGES) {
      for (const colorScheme of ["light", "dark"] as const) {
        for (const [name, { viewport, ...device }] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
          const file = `${path.slice(1) || "overview"}-${name}-${colorScheme}.png`;
          const high = { ...device, viewport: { ...viewport, height: WHOLE }, colorScheme };
          await take(path, high, join(folder, file));
        }
      }
    }
  }
} finally {
  await served.close();
}

/** Somebody with a story: the longest streak that runs. */
async function learner(): Promise<string> {
  let best = { userId: "", days: 0 };
  for (const { userId } of await tracker.store.users(1_000)) {
    const days = (await tracker.streak(userId))?.current_streak ?? 0;
    if (days > best.days && days < 100) best = { userId, days };
  }
  return best.userId;
}

async function take(path: string, options: BrowserContextOptions, file: string): Promise<void> {
  const context = await served.device(options);
  const page = await context.newPage();
  await page.goto(`/admin${path}`);
  await settled(page);
  pictures++;
  for (const name of ACTING) {
    // Others in every picture: who has been there today is no news.
    const userId = `${name}-${pictures}`;
    for (const ref of ["a", "b", "c"]) await tracker.record({ userId, type: "problem_solved", ref });
  }
  if (path === "/live") await page.locator(".ticker li").first().waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const seen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
    const look = () => [...document.querySelectorAll(".xy")].every((chart) =>
      !seen(chart.getBoundingClientRect()) || chart.querySelector("canvas") !== null)
        ? resolve() : requestAnimationFrame(look);
    look();
  })`);
  await page.mouse.move(0, 0);
  const end = Number(
    await page.evaluate(
      "Math.ceil(document.querySelector('#main').lastElementChild.getBoundingClientRect().bottom) + 24",
    ),
  );
  const { width, height } = page.viewportSize() as { width: number; height: number };
  await page.screenshot({ path: file, clip: { x: 0, y: 0, width, height: Math.min(height, Math.max(end, 600)) } });
  await context.close();
}

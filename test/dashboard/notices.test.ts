import { afterAll, beforeAll, expect, test } from "vitest";
import { createTracker, type Tracker } from "../../src/index.ts";
import { type ServedDashboard, serveDashboard } from "./serve-dashboard.ts";

let tracker: Tracker;
let served: ServedDashboard;

beforeAll(async () => {
  tracker = await createTracker({ sweep: false });
  await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  served = await serveDashboard(tracker);
});

afterAll(async () => {
  await served.close();
  expect(served.errors).toEqual([]);
});

test("whoever runs the platform pauses all notices and lets them go on, and switches on what is gone", async () => {
  const { notices } = tracker.store;
  await notices.noteGone({ channel: "webhook", receiver: "app.example 1a2b3c4d", since: tracker.now() });
  const context = await served.device();
  const page = await context.newPage();
  await page.goto("/admin/notices");
  const act = async (opens: string, confirms: string): Promise<void> => {
    await page.getByRole("button", { name: opens }).click();
    await page.getByLabel("Reason").fill("to see that it works");
    await page.getByRole("button", { name: confirms, exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await page.getByText("Its receiver app.example 1a2b3c4d answered that it is gone").waitFor();
  await act("Switch webhook on again…", "Switch on");
  await page.getByText("Its receiver").waitFor({ state: "detached" });
  expect(await notices.gone()).toEqual([]);

  await act("Pause all notices…", "Pause");
  await page.getByText("Nothing is sent").waitFor();
  expect(await notices.pausedSince()).toBeDefined();
  await act("Go on sending…", "Go on");
  await page.getByRole("button", { name: "Pause all notices…" }).waitFor();
  expect(await notices.pausedSince()).toBeUndefined();
  const acts = (await tracker.store.shared.audits(3)).map(({ action }) => action);
  expect(acts).toEqual(["notices.resumed", "notices.paused", "notices.enabled"]);
});

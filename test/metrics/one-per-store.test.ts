import { afterEach, describe, expect, it } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import { metricsOf } from "../../src/api/metrics-of.ts";
import { createTracker, type Tracker } from "../../src/index.ts";
import { openStore } from "../../src/storage/open.ts";

const ADMIN = { kind: "user", userId: "root", isAdmin: true } as const;
const open: Tracker[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tracker) => tracker.close()));
});

describe("reports in a host app", () => {
  it("are kept in memory once: whoever writes them down and whoever answers share them", async () => {
    const store = await openStore("memory:");
    let loads = 0;
    const { sets } = store.metrics;
    store.metrics.sets = (after, limit) => {
      loads++;
      return sets(after, limit);
    };
    const tracker = await createTracker({ store });
    open.push(tracker);
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "two-sum" });
    const api = createApi({ tracker, authenticate: async () => ADMIN });
    const answer = await api(new Request("https://app.example/api/admin/metrics/dau/"));
    expect(answer?.status).toBe(200);
    await metricsOf(tracker).keeper.round();
    expect(loads).toBe(1);
    expect(metricsOf(tracker)).toBe(metricsOf(tracker));
  });

  it("are not shared between two stores", async () => {
    const trackers = [await createTracker({ database: "memory:" }), await createTracker({ database: "memory:" })];
    open.push(...trackers);
    const [one, other] = trackers.map(metricsOf);
    expect(one).not.toBe(other);
  });
});

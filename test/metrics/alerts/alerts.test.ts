import { describe, expect, it } from "vitest";
import { ALERT_KINDS } from "../../../src/metrics/alert.ts";
import { inject } from "./injections.ts";
import { ordinary } from "./platform.ts";
import { play } from "./play.ts";

const USERS = 130;
const DATES = 105;
const users = Array.from({ length: USERS }, (_, i) => `user-${i}`);

describe("unusual patterns", () => {
  it("are not told of an ordinary platform", async () => {
    expect(await play(ordinary(7, USERS, DATES), DATES)).toEqual([]);
  });

  it.each(ALERT_KINDS)("are told where they were put in, and nothing else: %s", async (kind) => {
    const arrivals = ordinary(8, USERS, DATES);
    const injection = inject(kind, { seed: 8, users, dates: DATES, arrivals });
    const alerts = await play(injection.arrivals, DATES, injection.restoresAt);
    expect(alerts.filter((alert) => injection.isFoundBy(alert)).length, injection.shape).toBeGreaterThan(0);
    // Whoever is added is a user, too: some injections also move how many come.
    expect(alerts.filter((alert) => alert.kind !== kind && alert.kind !== "dau_off_baseline")).toEqual([]);
  });
});

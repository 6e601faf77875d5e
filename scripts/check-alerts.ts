/**
 * Puts strange things into ordinary platforms, many times and in many shapes, and counts how many are told of, and what
 * is told although nothing was strange.
 *
 *   node --conditions=daystreak-src scripts/check-alerts.ts [--seeds N] [--users N] [--dates N]
 */
import { parseArgs } from "node:util";
import { ALERT_KINDS } from "../src/metrics/alert.ts";
import { type Injection, inject } from "../test/metrics/alerts/injections.ts";
import { ordinary } from "../test/metrics/alerts/platform.ts";
import { play } from "../test/metrics/alerts/play.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    users: { type: "string", default: "120" },
    dates: { type: "string", default: "120" },
  },
});
const [seeds, people, dates] = [Number(values.seeds), Number(values.users), Number(values.dates)];
const users = Array.from({ length: people }, (_, i) => `user-${i}`);
const tally = new Map<string, { kind: string; shape: string; injected: number; found: number }>();
let others = 0;
let quiet = 0;

for (let seed = 1; seed <= seeds; seed++) {
  const arrivals = ordinary(seed, people, dates);
  quiet += (await play(arrivals, dates)).length;
  for (const kind of ALERT_KINDS) {
    const injection: Injection = inject(kind, { seed, users, dates, arrivals });
    const alerts = await play(injection.arrivals, dates, injection.restoresAt);
    const isFound = alerts.some((alert) => injection.isFoundBy(alert));
    const place = `${kind} ${injection.shape}`;
    const row = tally.get(place) ?? { kind, shape: injection.shape, injected: 0, found: 0 };
    tally.set(place, { ...row, injected: row.injected + 1, found: row.found + (isFound ? 1 : 0) });
    others += alerts.filter(({ kind: told }) => told !== kind).length;
  }
}

const rows = [...tally.values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.shape.localeCompare(b.shape));
console.table(rows);
const injected = rows.reduce((sum, row) => sum + row.injected, 0);
const found = rows.reduce((sum, row) => sum + row.found, 0);
const spans = (seeds * dates) / 90;
console.log(`found ${found} of ${injected} (${Math.round((100 * found) / injected)} %)`);
console.log(`told although nothing was strange: ${quiet} in ${spans.toFixed(0)} times 90 dates`);
console.log(`told of another kind than the one put in: ${others} in ${injected} platforms`);

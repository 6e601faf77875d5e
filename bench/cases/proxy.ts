import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { BarResult } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { interleave } from "../support/rounds.ts";
import { estimate, median, perRound } from "../support/statistics.ts";
import type { TokenOrder, TokenReport } from "../support/token-sender.ts";
import { cpuOf, startNginx, startTracked, startWay, type Way } from "../support/ways.ts";

const CONNECTIONS = 16;
const LEARNERS = 2_000;
const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const PACED_SECONDS = 4;

/**
 * The same application over 16 connections, one way after the other in every round: through `daystreak proxy`, through
 * the same proxy without tracking, through its library alone, through nginx where there is one, and direct. Then the
 * latencies at half of what the proxy without tracking can do.
 */
export const proxyCase: BenchCase = async ({ name, sizes, folder, note }) => {
  const ways: Record<string, Way> = {};
  const sender = fork(
    join(import.meta.dirname, "../support/token-sender.ts"),
    [LEARNERS, SECRET, CONNECTIONS].map(String),
  );
  try {
    await once(sender, "message");
    ways.direct = await startWay("application");
    const to = `http://127.0.0.1:${ways.direct.port}`;
    ways.tracked = await startTracked(to, folder, SECRET);
    ways.untracked = await startWay("untracked", to);
    ways.bare = await startWay("bare", to);
    const nginx = await startNginx(to, folder);
    if (nginx === undefined) note("nginx is not there: install it to see its figure");
    else ways.nginx = nginx;
    const cpu = Object.fromEntries(Object.keys(ways).map((key) => [key, [] as number[]]));
    const flatOut =
      (way: Way, key: string) =>
      async (round: number): Promise<number> => {
        const before = cpuOf(way);
        const { perSecond } = await ask(sender, { port: way.port, requests: sizes.requests });
        if (round >= 0) cpu[key]?.push((cpuOf(way) - before) / sizes.requests);
        return perSecond;
      };
    const contenders = Object.fromEntries(Object.entries(ways).map(([key, way]) => [key, flatOut(way, key)]));
    const speed = await interleave(sizes.rounds, contenders);
    const of = (key: string): number[] => speed[key] ?? [];
    const perSecond = Math.round(median(of("untracked")) / 2);
    const seconds = sizes.rounds < 15 ? 1 : PACED_SECONDS;
    const atPace = (way: Way) => async (): Promise<number> =>
      (await ask(sender, { port: way.port, perSecond, seconds })).p99;
    const p99 = await interleave(sizes.rounds, { tracked: atPace(ways.tracked), untracked: atPace(ways.untracked) }, 1);
    const detail = { connections: CONNECTIONS, learners: LEARNERS, perSecond, seconds };
    const share = estimate(perRound(of("tracked"), of("untracked"), (a, b) => a / b));
    const added = estimate(perRound(p99.tracked, p99.untracked, (a, b) => a - b));
    const minus = (a: number, b: number): number => a - b;
    return [
      { name, what: "tracked ÷ not tracked", bar: { kind: "at least", value: 0.9 }, unit: "", measured: share, detail },
      { name, what: "p99 added, half load", bar: { kind: "at most", value: 2 }, unit: "ms", measured: added, detail },
      ...Object.keys(ways).map(
        (key): BarResult => ({ name, what: TITLES[key] ?? key, unit: "/s", measured: estimate(of(key)) }),
      ),
      { name, what: "p99 at half load, not tracked", unit: "ms", measured: estimate(p99.untracked), detail },
      { name, what: "CPU of a request, library alone", unit: "µs", measured: estimate(cpu.bare ?? []) },
      { name, what: "CPU of a request, not tracked", unit: "µs", measured: estimate(cpu.untracked ?? []) },
      {
        name,
        what: "CPU that tracking adds",
        unit: "µs",
        measured: estimate(perRound(cpu.tracked ?? [], cpu.untracked ?? [], minus)),
      },
    ];
  } finally {
    sender.kill();
    for (const way of Object.values(ways)) way.process.kill();
  }
};

const TITLES: Readonly<Record<string, string>> = {
  tracked: "daystreak proxy",
  untracked: "the same, not tracked",
  bare: "its library alone",
  nginx: "nginx",
  direct: "direct",
};

async function ask(sender: ChildProcess, order: TokenOrder): Promise<TokenReport> {
  const done = once(sender, "message") as Promise<[TokenReport]>;
  sender.send(order);
  return (await done)[0];
}

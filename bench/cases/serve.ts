import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openStore } from "../../src/storage/open.ts";
import { daystreakOn } from "../rivals/daystreak.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { builtMain } from "../support/built.ts";
import { shuffled } from "../support/people.ts";
import { interleave } from "../support/rounds.ts";
import { SOURCE_MAIN, startService } from "../support/service.ts";
import { estimate } from "../support/statistics.ts";

/** How long a service is left alone before its memory is looked at. */
const IDLE_MS = 1_500;

/** Start of the service on a file with users in it, and what it takes when nothing happens: built, and from source. */
export const serveCase: BenchCase = async ({ name, sizes, folder }) => {
  const path = join(folder, "serve.db");
  const ours = await daystreakOn(await openStore(`sqlite:${path}`), Date.now() - 3 * 86_400_000);
  for (let day = 0; day < 2; day++) await ours.nextDay(shuffled(sizes.users), 512);
  await ours.close();
  const built = await builtMain();
  const memory = { built: [] as number[], source: [] as number[] };
  const start = async (which: "built" | "source", main: string, round: number): Promise<number> => {
    const service = await startService(`sqlite:${path}`, folder, main);
    // Waiting in every round would take most of the run.
    if (round >= 0 && round < 5) {
      await delay(IDLE_MS);
      memory[which].push(residentMegabytes(service.process.pid as number));
    }
    await service.stop();
    return service.readyAfterMs / 1000;
  };
  const seconds = await interleave(
    sizes.rounds,
    {
      built: (round) => start("built", built, round),
      source: (round) => start("source", SOURCE_MAIN, round),
    },
    1,
  );
  const detail = { users: sizes.users };
  const bar = (value: number) => ({ kind: "at most", value }) as const;
  return [
    { name, what: "start to /readyz, built", bar: bar(0.5), unit: "s", measured: estimate(seconds.built), detail },
    { name, what: "idle memory, built", bar: bar(110), unit: "MB", measured: estimate(memory.built), detail },
    { name, what: "start to /readyz, from source", unit: "s", measured: estimate(seconds.source) },
    { name, what: "idle memory, from source", unit: "MB", measured: estimate(memory.source) },
  ];
};

/** What a process holds of the machine's memory. */
function residentMegabytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).trim();
  return (Number(kilobytes) * 1024) / 1e6;
}

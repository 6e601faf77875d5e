import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { zoneDataVersion } from "../../src/core/zones.ts";

/** Where figures were taken: without it they mean nothing. */
export interface Machine {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  /** What else was going on: the load of the last minute when the run began. */
  readonly load: number;
  readonly node: string;
  readonly sqlite: string;
  readonly postgres: string;
  readonly zoneData: string;
  readonly commit: string;
}

/** Describes this machine. `postgres` names the server, where one runs. */
export function describeMachine(postgres: string): Machine {
  const processors = cpus();
  return {
    at: new Date().toISOString(),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    node: process.version,
    sqlite: process.versions.sqlite ?? "unknown",
    postgres,
    zoneData: zoneDataVersion(),
    commit: commit(),
  };
}

function commit(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return "unknown";
  }
}

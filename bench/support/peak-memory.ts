import { readFileSync } from "node:fs";

/** The most memory that this process ever had resident, in megabytes. */
export function peakMegabytes(): number {
  try {
    // What Node reports counts the process that started this one, too.
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return Number(kilobytes) / 1000;
  } catch {
    return process.resourceUsage().maxRSS / 1000;
  }
}

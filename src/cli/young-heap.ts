import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** How much the memory for new objects grows by at a time: V8's own choice. */
const USUAL = 2;
/** Bytes for new objects that are enough for a service; V8 would take four times as many, and keep them. */
const ENOUGH = 16 * 1024 * 1024;

/**
 * Keeps the memory for new objects as small as it begins. Loading a program leaves much behind that lives, which V8 takes
 * for a busy program; it would keep 10 MB for it ever after.
 */
export function keepYoungHeapSmall(): void {
  growBy(1);
}

/** Lets the memory for new objects follow the load again, but not for ever: thousands of open streams are no load. */
export function letYoungHeapGrow(): void {
  growBy(USUAL);
  const watch = new PerformanceObserver(() => {
    if (youngBytes() < ENOUGH) return;
    growBy(1);
    watch.disconnect();
  });
  watch.observe({ entryTypes: ["gc"] });
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")?.space_size ?? 0;
}

function growBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { median } from "./statistics.ts";

const TIMES = 200;
/** What a small transaction adds to a log. */
const BYTES = 8_192;

/** Microseconds until a few kilobytes added to a file are durable: what every commit of its own pays at least. */
export function syncMicros(folder: string): number {
  const path = join(folder, "sync");
  const file = openSync(path, "w");
  try {
    const block = Buffer.alloc(BYTES, 1);
    const times = Array.from({ length: TIMES }, () => {
      const startedAt = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      return performance.now() - startedAt;
    });
    return median(times) * 1000;
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

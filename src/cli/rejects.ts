import { closeSync, openSync, writeSync } from "node:fs";
import type { Refusal } from "../importers/import-activities.ts";
import { invalid } from "./flags.ts";

/** Where refused rows go. */
export interface Rejects {
  readonly path: string | undefined;
  add(refusal: Refusal): void;
  close(): void;
}

/**
 * A file of refused rows, one JSON object a line: the row's own columns and `_source`, `_line`, `_code`, `_detail`. Once
 * corrected it can be imported with the flags of the first import. Without a path nothing is written.
 */
export function createRejects(path: string | undefined): Rejects {
  const file = path === undefined ? undefined : open(path);
  return {
    path,
    add({ source, row, code, detail }) {
      if (file === undefined) return;
      const line = { ...row.values, _source: source, _line: row.line, _code: code, _detail: detail };
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "w");
  } catch (cause) {
    throw invalid(`refused rows cannot be written to ${path}: ${(cause as Error).message}`, cause);
  }
}

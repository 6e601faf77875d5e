import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import type { SetAside } from "../importers/legacy/ledger.ts";
import { invalid } from "./flags.ts";

/** Where an import puts what it sets aside. */
export interface SetAsideFile {
  readonly path: string;
  readonly items: number;
  add(item: SetAside): void;
  /** Ends the file; one without any item is taken away. */
  close(): void;
}

/** A file of what was set aside, one JSON object a line: the table, the row as it is, and the reason. */
export function createSetAsideFile(path: string): SetAsideFile {
  const file = open(path);
  let items = 0;
  return {
    path,
    get items() {
      return items;
    },
    add(item) {
      items++;
      writeSync(file, `${JSON.stringify(item)}\n`);
    },
    close() {
      closeSync(file);
      if (items === 0) unlinkSync(path);
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "w");
  } catch (cause) {
    throw invalid(`what is set aside cannot be written to ${path}: ${(cause as Error).message}`, cause);
  }
}

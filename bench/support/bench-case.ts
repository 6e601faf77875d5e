import type { BarResult } from "./bar.ts";
import type { Sizes } from "./sizes.ts";

/** What a case may use. It runs in a process of its own. */
export interface BenchContext {
  readonly name: string;
  readonly sizes: Sizes;
  /** A folder that is removed afterwards. */
  readonly folder: string;
  /** The URL of a new, empty PostgreSQL database. */
  newDatabase(): Promise<string>;
  /** Tells people what is going on. */
  note(text: string): void;
}

/** Measures and gives the lines of the report. */
export type BenchCase = (context: BenchContext) => Promise<BarResult[]>;

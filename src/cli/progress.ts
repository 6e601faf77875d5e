import type { Io } from "./command.ts";
import { duration, grouped } from "./wording.ts";

/** How far a long piece of work has come. */
export interface ProgressState {
  /** What was worked through. */
  readonly done: number;
  /** How much of the whole that is, 0 to 1; `undefined` where the whole is not known. */
  readonly share: number | undefined;
}

/** Shows progress: a bar on a terminal, else a plain line now and then. */
export interface Progress {
  update(state: ProgressState): void;
}

/** How often the bar is redrawn, and how often a plain line is written. */
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 24;

/** @param unit what is counted, in the plural: `rows` */
export function createProgress(io: Pick<Io, "interactive" | "status" | "note" | "now">, unit: string): Progress {
  const start = io.now();
  let last = start;
  return {
    update(state) {
      const now = io.now();
      if (now - last < (io.interactive ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
      last = now;
      const text = progressText(state, now - start, unit);
      if (io.interactive) io.status(`${bar(state.share)}${text}`);
      else io.note(text);
    },
  };
}

/** `40 %  81,966 rows  12,300 rows/s  about 4 s left`. */
export function progressText({ done, share }: ProgressState, elapsedMs: number, unit: string): string {
  const rate = elapsedMs === 0 ? 0 : Math.round((done * 1000) / elapsedMs);
  const parts = [`${grouped(done)} ${unit}`, `${grouped(rate)} ${unit}/s`];
  if (share !== undefined && share > 0) {
    const left = share >= 1 ? 0 : (elapsedMs * (1 - share)) / share;
    parts.unshift(`${String(Math.floor(Math.min(share, 1) * 100)).padStart(3)} %`);
    parts.push(`about ${duration(left)} left`);
  }
  return parts.join("  ");
}

function bar(share: number | undefined): string {
  if (share === undefined) return "";
  const full = Math.round(Math.min(share, 1) * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} `;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BarResult, verdictOf } from "./bar.ts";
import type { Machine } from "./machine.ts";

const SIGNS = { "at least": "≥", "at most": "≤", "more than": ">" } as const;
const HEADS = ["case", "what", "bar", "measured", "95 % interval", "verdict"];

/** The results as a table for a terminal. */
export function tableOf(results: readonly BarResult[]): string {
  const rows = results.map((result) => {
    const { name, what, bar, unit, measured } = result;
    const isExact = measured.low === measured.high;
    return [
      name,
      what,
      bar === undefined ? "" : `${SIGNS[bar.kind]} ${figure(bar.value)} ${unit}`,
      `${figure(measured.median)} ${unit}`,
      isExact ? "" : `${figure(measured.low)} … ${figure(measured.high)}`,
      verdictOf(result),
    ];
  });
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(HEADS), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}

/** Writes the results, every detail included, into a folder. @returns the file */
export function writeResults(folder: string, machine: Machine, results: readonly BarResult[]): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${machine.at.replaceAll(":", "-").slice(0, 19)}.json`);
  const judged = results.map((result) => ({ ...result, verdict: verdictOf(result) }));
  writeFileSync(file, `${JSON.stringify({ machine, results: judged }, null, 2)}\n`);
  return file;
}

/** Three significant digits, thousands apart. */
function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

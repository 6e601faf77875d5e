import { metricsOf } from "../api/metrics-of.ts";
import { DaystreakError } from "../core/errors.ts";
import { createMapping, type MappingOptions } from "../importers/activity-mapping.ts";
import { type ImportSource, importActivities } from "../importers/import-activities.ts";
import { openInput } from "../importers/input-file.ts";
import { readRows, type SourceOptions } from "../importers/source-rows.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Io } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Flags } from "./flags.ts";
import { importReportLines } from "./import-report.ts";
import { openScratch, openTracker } from "./open-tracker.ts";
import { createProgress } from "./progress.ts";
import { createRejects } from "./rejects.ts";

/** Files of activities, and how they are read. */
export interface FilesToImport {
  /** Paths; `-` for standard input. */
  readonly files: readonly string[];
  readonly mapping: MappingOptions;
  readonly format: SourceOptions;
  /** Reads and checks everything, writes nothing. */
  readonly dryRun: boolean;
  /** Rows held in memory at a time. */
  readonly chunkRows?: number;
}

/** Takes in activities from files and prints the report. */
export async function importFiles(flags: Flags, io: Io, given: FilesToImport): Promise<ExitCode> {
  const { files, mapping, format, dryRun, chunkRows } = given;
  const started = io.now();
  const inputs = await Promise.all(files.map((name) => openInput(name, io.stdin)));
  const sources: ImportSource[] = [];
  for (const { name, text } of inputs) {
    const { columns, batches } = await inFile(name, () => readRows(text, format));
    sources.push({ name, batches, mapping: await inFile(name, async () => createMapping(mapping, columns)) });
  }
  const rejects = createRejects(flags.text("rejects"));
  let tracker: Tracker | undefined;
  io.signal.addEventListener("abort", () => io.stdin.destroy());
  try {
    tracker = dryRun ? await openScratch(flags, io, io.now) : await openTracker(flags, io, { create: true });
    const progress = createProgress(io, "rows");
    const bytes = inputs.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0);
    const report = await importActivities({
      tracker,
      sources,
      signal: io.signal,
      ...(chunkRows === undefined ? {} : { chunkRows }),
      onRefusal: (refusal) => rejects.add(refusal),
      onProgress: ({ rows, accepted, duplicates, rejected }) => {
        const read = inputs.reduce((sum, input) => sum + input.bytesRead(), 0);
        // What was read and is still held is not done.
        const done = accepted + duplicates + rejected;
        const share = Number.isNaN(bytes) || rows === 0 ? undefined : (read / bytes) * (done / rows);
        progress.update({ done, share });
      },
    });
    // Else whoever asks for a report first would wait until all that came has been read.
    if (!dryRun) await metricsOf(tracker).keeper.round();
    const seconds = (io.now() - started) / 1000;
    if (io.json) io.out(JSON.stringify({ ...report, seconds, dry_run: dryRun }));
    else for (const line of importReportLines(report, { seconds, dryRun, rejects: rejects.path })) io.out(line);
    if (report.stopped) return EXIT.interrupted;
    return report.rejected === 0 ? EXIT.ok : EXIT.problems;
  } finally {
    rejects.close();
    await tracker?.close();
  }
}

/** Names the file in what is wrong with it. */
async function inFile<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof DaystreakError) || cause.message.includes(name)) throw cause;
    throw new DaystreakError(cause.code, `${name === "-" ? "standard input" : name}: ${cause.message}`, { cause });
  }
}

import { existsSync } from "node:fs";
import { metricsOf } from "../api/metrics-of.ts";
import { canonicalZone } from "../core/zones.ts";
import { importLegacy } from "../importers/legacy/import-legacy.ts";
import { createLedger } from "../importers/legacy/ledger.ts";
import type { LegacySource } from "../importers/legacy/legacy-source.ts";
import { openProbe } from "../storage/open-probe.ts";
import { SCHEMA_VERSION } from "../storage/schema/migrations.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Io } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type FlagSpecs, type Flags, invalid } from "./flags.ts";
import { legacyReportJson, legacyReportLines } from "./legacy-report.ts";
import { databaseUrl, openScratch, openTracker } from "./open-tracker.ts";
import { createProgress } from "./progress.ts";
import { createSetAsideFile } from "./set-aside-file.ts";
import { verifyAll } from "./verify-legacy-users.ts";

/** Flags of every import of whole days and streaks. */
export const LEGACY_FLAGS: FlagSpecs = {
  write: { text: "write what is read" },
  verify: { text: "compare both systems, user by user (after writing, with --write)" },
  csv: { value: "FILE", text: "write the comparison of all users there" },
  "set-aside": { value: "FILE", text: "what cannot be taken over, with the reasons [set-aside.ndjson]" },
  "day-zone": { value: "ZONE", text: "the zone by whose calendar the other system dated [UTC]" },
  earliest: { value: "DATE", text: "dates before this one cannot have been [2000-01-01]" },
};

const EARLIEST = 10_957;

/** Runs an import of another system's days and streaks: reads, writes with `--write`, compares with `--verify`. */
export async function runLegacy(flags: Flags, io: Io, open: () => Promise<LegacySource>): Promise<ExitCode> {
  const zone = readDayZone(flags);
  const earliest = flags.date("earliest") ?? EARLIEST;
  const [write, verify] = [flags.on("write"), flags.on("verify")];
  if (flags.text("csv") !== undefined && !verify) throw invalid("--csv FILE goes with --verify");
  const source = await open();
  let tracker: Tracker | undefined;
  try {
    tracker = await openTarget(flags, io, write);
    if (write || !verify) {
      const exit = await run(tracker, source);
      if (exit !== EXIT.ok || !verify) return exit;
    }
    return await verifyAll({ tracker, source, earliest, zone, csv: flags.text("csv"), io });
  } finally {
    await tracker?.close();
    await source.close();
  }

  async function run(target: Tracker, from: LegacySource): Promise<ExitCode> {
    const started = io.now();
    const setAside = createSetAsideFile(flags.text("set-aside") ?? "set-aside.ndjson");
    try {
      const ledger = createLedger(from.tables, (item) => setAside.add(item));
      const progress = createProgress(io, "rows");
      const all = from.counts.users + from.counts.streaks + from.counts.days;
      const report = await importLegacy({
        tracker: target,
        source: from,
        ledger,
        write,
        earliest,
        zone,
        signal: io.signal,
        onRows: (done) => progress.update({ done, share: all === 0 ? undefined : done / all }),
      });
      // Else whoever asks for a report first would wait until all that came has been read.
      if (write) await metricsOf(target).keeper.round();
      const context = { source: from, ledger, report, write, seconds: (io.now() - started) / 1000, setAside };
      if (io.json) io.out(legacyReportJson(context));
      else for (const line of legacyReportLines(context, io)) io.out(line);
      return report.stopped ? EXIT.interrupted : EXIT.ok;
    } finally {
      setAside.close();
    }
  }
}

function readDayZone(flags: Flags): string {
  const given = flags.text("day-zone") ?? "UTC";
  const zone = canonicalZone(given);
  if (zone === undefined) throw invalid(`--day-zone ${given} is no zone: use a name such as Europe/London`);
  return zone;
}

/** A run that writes nothing must not even make tables: it looks at a database that is there, and else at none. */
async function openTarget(flags: Flags, io: Io, write: boolean): Promise<Tracker> {
  if (write) return await openTracker(flags, io, { create: true });
  const isThere = await isDaystreak(databaseUrl(flags, io.env));
  return isThere ? await openTracker(flags, io, { create: false }) : await openScratch(flags, io, io.now);
}

async function isDaystreak(url: string): Promise<boolean> {
  const file = /^sqlite:(?:\/\/(?=\/))?([^?]+)/i.exec(url)?.[1];
  if (file !== undefined && !existsSync(file)) return false;
  const probe = await openProbe(url);
  try {
    return probe.schemaVersion === SCHEMA_VERSION;
  } finally {
    await probe.close();
  }
}

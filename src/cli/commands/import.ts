import type { MappingOptions } from "../../importers/activity-mapping.ts";
import type { SourceOptions } from "../../importers/source-rows.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, RULES_FLAGS } from "../common-flags.ts";
import { type Flags, invalid } from "../flags.ts";
import { importFiles } from "../import-files.ts";

/** `daystreak import`: activities from files, in any order, as often as one likes. */
export const importCommand: Command = {
  name: "import",
  summary: "take in activities from CSV or ndjson files",
  usage: "FILE… [flags]      (- reads standard input; gzip is recognised)",
  about: [
    "Rows may be in any order and repeated; running the same import again, also after it was killed, ends the same. Columns named user_id, type, at, id, ref and zone need no flags; one JSON object a line has the same names. Without an id a row is known by its type, ref and date.",
    "A row that cannot be used is counted, shown by line and skipped (exit code 1); the others are imported.",
  ],
  flags: {
    user: { value: "COLUMN", text: "who [user_id]" },
    type: { value: "COLUMN", text: "what [type]" },
    "type-value": { value: "TYPE", text: "the type of every row, such as problem_solved" },
    "type-map": { value: "WORD=TYPE", text: "the file's own word for a type; repeat for more", multiple: true },
    at: { value: "COLUMN", text: "when [at]" },
    unit: { value: "UNIT", text: "how numbers in it are meant: s, ms; or iso for text only" },
    "at-zone": { value: "ZONE", text: "the zone of times that are written without an offset" },
    day: { value: "COLUMN", text: "whole days instead of instants: dates, or numbers with --start" },
    start: { value: "DATE", text: "the date of day 0" },
    "day-zone": { value: "ZONE", text: "the zone of whole days [the row's zone, else UTC]" },
    id: { value: "COLUMN", text: "the activity's own identity [id]" },
    ref: { value: "COLUMN", text: "what was viewed, solved or completed [ref]" },
    zone: { value: "COLUMN", text: "where the user was [zone]" },
    "zone-value": { value: "ZONE", text: "the zone of every row" },
    "offset-minutes": { value: "COLUMN", text: "minutes east of UTC, instead of a zone" },
    format: { value: "FORMAT", text: "csv or ndjson [by the first character]" },
    delimiter: { value: "CHAR", text: "between the fields of a CSV; tab for a tab [,]" },
    columns: { value: "NAMES", text: "the columns, comma-separated, of a CSV without a first line of names" },
    rejects: { value: "FILE", text: "write refused rows there, with their reasons" },
    "dry-run": { text: "read and check everything, write nothing" },
    "chunk-rows": { value: "N", text: "rows held in memory at a time [50000]" },
    ...DATABASE_FLAGS,
    ...RULES_FLAGS,
  },
  examples: [
    ["daystreak import activities.csv.gz", "a file whose columns have our names"],
    ["daystreak import log.csv --at ts --unit s --type-value problem_solved --ref task", "epoch seconds, one type"],
    [
      "daystreak import clicks.csv --user id_student --day date --start 2013-10-01 --type-value course_view",
      "days of a course",
    ],
    ["zcat *.ndjson.gz | daystreak import - --dry-run --rejects refused.ndjson", "check a pipe before importing it"],
  ],
  async run(flags, io) {
    if (flags.positionals.length === 0) throw invalid("say which file to import, or - for standard input");
    const mapping = mappingOptions(flags);
    const format = sourceOptions(flags);
    const chunkRows = flags.count("chunk-rows", 1, 10_000_000);
    const dryRun = flags.on("dry-run");
    return await importFiles(flags, io, {
      files: flags.positionals,
      mapping,
      format,
      dryRun,
      ...(chunkRows === undefined ? {} : { chunkRows }),
    });
  },
};

function mappingOptions(flags: Flags): MappingOptions {
  const unit = flags.choice("unit", ["s", "ms", "iso"]);
  const words = flags.list("type-map").map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw invalid(`--type-map takes WORD=TYPE, not ${JSON.stringify(pair)}`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  const given = {
    user: flags.text("user"),
    type: flags.text("type"),
    typeValue: flags.text("type-value"),
    typeMap: words.length === 0 ? undefined : Object.fromEntries(words),
    at: flags.text("at"),
    unit,
    atZone: flags.text("at-zone"),
    day: flags.text("day"),
    start: flags.text("start"),
    dayZone: flags.text("day-zone"),
    id: flags.text("id"),
    ref: flags.text("ref"),
    zone: flags.text("zone"),
    zoneValue: flags.text("zone-value"),
    offsetMinutes: flags.text("offset-minutes"),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as MappingOptions;
}

function sourceOptions(flags: Flags): SourceOptions {
  const format = flags.choice("format", ["csv", "ndjson"]);
  const given = flags.text("delimiter");
  const delimiter = given === "tab" || given === "\\t" ? "\t" : given;
  if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw invalid("--delimiter must be one character, or tab");
  }
  const columns = flags
    .text("columns")
    ?.split(",")
    .map((name) => name.trim());
  return {
    ...(format === undefined ? {} : { format }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(columns === undefined ? {} : { columns }),
  };
}

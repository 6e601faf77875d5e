import { readCsvMapping } from "../../importers/csv/csv-mapping.ts";
import { openCsvSource } from "../../importers/csv/csv-source.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, RULES_FLAGS } from "../common-flags.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { importFiles } from "../import-files.ts";
import { LEGACY_FLAGS, runLegacy } from "../run-legacy.ts";

/** `daystreak import csv`: streaks, days and activities of any system from CSV files. */
export const importCsv: Command = {
  name: "import csv",
  summary: "take over streaks, days and activities of any system",
  usage: "MAPPING [--write] [--verify] [flags]      (a JSON file that names files and columns)",
  about: [
    "The mapping names CSV files beside it (gzip is recognised) and their columns: users, streaks, days, activities, or some of them. Users, streaks and days are taken over as those of the Django app are: read, put right by the same rules, every row accounted for. Activities are taken in as by `daystreak import`, and are a learner's own: from the first of them on no imported day counts.",
    "Without --write nothing is written.",
  ],
  flags: { ...LEGACY_FLAGS, ...DATABASE_FLAGS, ...RULES_FLAGS },
  examples: [
    ["daystreak import csv mapping.json", "what would come over, and what is odd"],
    ["daystreak import csv mapping.json --write --verify", "take it over and compare"],
  ],
  async run(flags, io) {
    const path = flags.only("mapping: a JSON file");
    const mapping = readCsvMapping(path);
    const { activities } = mapping;
    let exit: ExitCode = EXIT.ok;
    if (Object.keys(mapping.tables).length > 0) {
      exit = await runLegacy(flags, io, async () => openCsvSource(path, mapping));
    }
    if (activities === undefined || exit === EXIT.interrupted) return exit;
    const { file, delimiter, options } = activities;
    const taken = await importFiles(flags, io, {
      files: [file],
      mapping: options,
      format: delimiter === undefined ? {} : { delimiter },
      dryRun: !flags.on("write"),
    });
    return exit === EXIT.ok ? taken : exit;
  },
};

#!/usr/bin/env node
import * as nodeModule from "node:module";
import { DaystreakError } from "../core/errors.ts";
import { packageVersion } from "../server/package-version.ts";
import type { Command } from "./command.ts";
import { COMMON_FLAGS } from "./common-flags.ts";
import { EXIT, type ExitCode, exitCodeOf } from "./exit-codes.ts";
import { distance, invalid, readFlags } from "./flags.ts";
import { type CommandEntry, commandHelp, generalHelp } from "./help.ts";
import { processIo } from "./process-io.ts";
import { keepYoungHeapSmall } from "./young-heap.ts";

interface LazyCommand extends CommandEntry {
  /** Loads the command alone, so that starting one never pays for the others. */
  load(): Promise<Command>;
}

const OLDEST_NODE = 24;

const COMMANDS: readonly LazyCommand[] = [
  {
    name: "serve",
    summary: "run the stand-alone service",
    load: async () => {
      keepYoungHeapSmall();
      return (await import("./commands/serve.ts")).serve;
    },
  },
  {
    name: "proxy",
    summary: "stand in front of an application and track what passes",
    load: async () => (await import("./commands/proxy.ts")).proxy,
  },
  {
    name: "migrate",
    summary: "bring the database to this version's schema",
    load: async () => (await import("./commands/migrate.ts")).migrate,
  },
  {
    name: "keys",
    summary: "create, list and revoke API keys",
    load: async () => (await import("./commands/keys.ts")).keys,
  },
  {
    name: "admin-link",
    summary: "print a link into the dashboard, good once",
    load: async () => (await import("./commands/admin-link.ts")).adminLink,
  },
  {
    name: "import",
    summary: "take in activities from CSV or ndjson files",
    load: async () => (await import("./commands/import.ts")).importCommand,
  },
  {
    name: "import django",
    summary: "take over users, days and streaks of the original Django app",
    load: async () => (await import("./commands/import-django.ts")).importDjango,
  },
  {
    name: "import csv",
    summary: "take over streaks, days and activities of any system",
    load: async () => (await import("./commands/import-csv.ts")).importCsv,
  },
  {
    name: "inspect",
    summary: "show a user's day, streaks and year",
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
  {
    name: "explain",
    summary: "say why a date counted, was protected or broke a streak",
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    name: "metrics",
    summary: "print a number about all users, date by date",
    load: async () => (await import("./commands/metrics.ts")).metrics,
  },
  {
    name: "notices",
    summary: "see, preview, test and replay notices",
    load: async () => (await import("./commands/notices.ts")).notices,
  },
  {
    name: "alerts",
    summary: "print what is strange: outages, bots, clocks, back-dated days",
    load: async () => (await import("./commands/alerts.ts")).alerts,
  },
  {
    name: "check",
    summary: "verify stored streaks; simulate a learner's days",
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    name: "simulate",
    summary: "fill a database with realistic learners",
    load: async () => (await import("./commands/simulate.ts")).simulate,
  },
  {
    name: "doctor",
    summary: "find out what is wrong, and why a streak is what it is",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "rebuild",
    summary: "make counts and streaks again from the log and the days",
    load: async () => (await import("./commands/rebuild.ts")).rebuild,
  },
  {
    name: "backup",
    summary: "copy a SQLite database while it is in use",
    load: async () => (await import("./commands/backup.ts")).backup,
  },
  {
    name: "restore",
    summary: "put a backup in the place of a SQLite database",
    load: async () => (await import("./commands/restore.ts")).restore,
  },
];

async function run(args: readonly string[]): Promise<ExitCode> {
  const json = args.includes("--json");
  const io = processIo(json);
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      const asked = name === "help" ? entryOf(rest)?.entry : undefined;
      io.out(asked === undefined ? generalHelp(COMMANDS) : commandHelp(await asked.load()));
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    if (name === "--version" || name === "version") {
      io.out(packageVersion());
      return EXIT.ok;
    }
    const found = entryOf(args);
    if (found === undefined) throw invalid(unknownCommand(name));
    const command = await found.entry.load();
    const flags = readFlags(found.rest, { ...command.flags, ...COMMON_FLAGS });
    if (flags.on("help")) {
      io.out(commandHelp(command));
      return EXIT.ok;
    }
    return await command.run(flags, io);
  } catch (error) {
    const code = exitCodeOf(error);
    if (json)
      io.note(
        JSON.stringify({
          error: { code: error instanceof DaystreakError ? error.code : "internal", message: textOf(error) },
        }),
      );
    else io.note(`daystreak: ${textOf(error)}${code === EXIT.usage ? `\n${hint(args[0])}` : ""}`);
    return code;
  }
}

/** The command that arguments begin with: `import django` before `import`. */
function entryOf(args: readonly string[]): { entry: LazyCommand; rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(" ");
    const entry = COMMANDS.find((candidate) => candidate.name === name);
    if (entry !== undefined) return { entry, rest: args.slice(words) };
  }
  return undefined;
}

function unknownCommand(name: string): string {
  if (name.startsWith("-")) return `there is no flag ${name} before a command`;
  const near = COMMANDS.find((entry) => distance(entry.name, name) <= 2);
  return `there is no command ${JSON.stringify(name)}${near === undefined ? "" : `; did you mean ${near.name}?`}`;
}

function hint(name: string | undefined): string {
  const known = COMMANDS.some((entry) => entry.name === name);
  return `Try: daystreak ${known ? `${name} ` : ""}--help`;
}

/** A defect keeps its stack, so that it can be reported; everything foreseen is one sentence. */
function textOf(error: unknown): string {
  if (error instanceof DaystreakError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Said before anything is loaded that an older Node does not have. */
function isTooOld(): boolean {
  const isOld = Number.parseInt(process.versions.node, 10) < OLDEST_NODE;
  if (isOld) console.error(`daystreak: needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}`);
  return isOld;
}

// Commands are loaded after this: from the second start on they come compiled, in about half the time.
nodeModule.enableCompileCache?.();
process.exitCode = isTooOld() ? EXIT.usage : await run(process.argv.slice(2));

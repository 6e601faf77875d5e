import { existsSync, readFileSync } from "node:fs";
import { DaystreakError } from "../core/errors.ts";
import type { Rules } from "../core/rules.ts";
import { defineRules } from "../core/rules-check.ts";
import type { ZoneData } from "../core/zone-packing.ts";
import { canonicalZone } from "../core/zones.ts";
import { readZoneFile } from "../server/zone-file.ts";
import { createMemoryStore } from "../storage/memory.ts";
import { openStore } from "../storage/open.ts";
import type { Store } from "../storage/store.ts";
import { createTracker } from "../tracker/create-tracker.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { Io } from "./command.ts";
import { type Flags, invalid } from "./flags.ts";

/** The database of a fresh installation, as `serve` has it. */
const DEFAULT_DATABASE = "sqlite:./data/daystreak.db";

/** How a command opens the database. */
export interface OpenOptions {
  /**
   * Whether the command may set a database up: create a SQLite file that does not exist, and bring its own rules. Commands
   * that look find the rules of the database and leave them.
   */
  readonly create: boolean;
  /** @default the clock of the io */
  readonly clock?: () => number;
}

/** The database that flags and environment name. */
export function databaseUrl(flags: Flags, env: Io["env"]): string {
  return flags.text("database") ?? (env.DATABASE_URL || DEFAULT_DATABASE);
}

/**
 * Opens the store and brings its schema up to date.
 * @throws DaystreakError `storage_unavailable` where it cannot be reached, or does not exist and shall not be created
 */
export async function openDatabase(flags: Flags, io: Io, options: OpenOptions): Promise<Store> {
  const url = databaseUrl(flags, io.env);
  const file = /^sqlite:(?:\/\/)?([^?]+)/.exec(url)?.[1];
  if (!options.create && file !== undefined && file !== ":memory:" && !existsSync(file)) {
    throw new DaystreakError(
      "storage_unavailable",
      `there is no database at ${file}: name it with --database sqlite:PATH or DATABASE_URL`,
    );
  }
  const store = await openStore(url);
  const zones = zonesOf(io.env);
  if (zones !== undefined) await store.useZones(zones);
  return store;
}

/** The time zone data of DAYSTREAK_ZONE_DATA; `undefined` where it is not set. @throws DaystreakError `config_invalid` */
export function zonesOf(env: Io["env"]): ZoneData | undefined {
  return env.DAYSTREAK_ZONE_DATA ? readZoneFile(env.DAYSTREAK_ZONE_DATA) : undefined;
}

/** Opens the database with the rules of `--rules` where the command may bring them, else with those that it holds. */
export async function openTracker(flags: Flags, io: Io, options: OpenOptions): Promise<Tracker> {
  const rules = options.create ? readRules(flags, io.env) : undefined;
  const zone = readZone(flags, io.env);
  const store = await openDatabase(flags, io, options);
  return await trackerOf(store, rules, zone, options.clock ?? io.now);
}

/** A tracker over a throw-away database in memory, with the rules of `--rules` or the default ones. */
export async function openScratch(flags: Flags, io: Io, clock: () => number): Promise<Tracker> {
  return await trackerOf(createMemoryStore(), readRules(flags, io.env), readZone(flags, io.env), clock);
}

async function trackerOf(
  store: Store,
  rules: Rules | undefined,
  defaultZone: string,
  clock: () => number,
): Promise<Tracker> {
  try {
    return await createTracker({ store, ...(rules === undefined ? {} : { rules }), defaultZone, clock });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The rules of `--rules` or DAYSTREAK_RULES; `undefined` where neither is given. @throws DaystreakError */
export function readRules(flags: Flags, env: Io["env"]): Rules | undefined {
  const path = flags.text("rules") ?? env.DAYSTREAK_RULES;
  if (path === undefined || path === "") return undefined;
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw invalid(`the rules of ${path} cannot be read: ${(cause as Error).message}`, cause);
  }
  return defineRules(input as Parameters<typeof defineRules>[0]);
}

function readZone(flags: Flags, env: Io["env"]): string {
  const given = flags.text("default-zone") ?? (env.DAYSTREAK_DEFAULT_ZONE || "UTC");
  const zone = canonicalZone(given);
  if (zone === undefined) throw invalid(`the default zone ${given} is no zone: use a name such as Europe/London`);
  return zone;
}

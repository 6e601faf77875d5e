import { DaystreakError } from "../core/errors.ts";
import type { Probe } from "./probe.ts";

/**
 * Opens a probe of the database that a URL names.
 * @throws DaystreakError `storage_unavailable` where it cannot be reached, `config_invalid` for a URL that names none
 */
export async function openProbe(url: string): Promise<Probe> {
  if (/^postgres(ql)?:/i.test(url)) return await (await import("./postgres/probe.ts")).openPostgresProbe(url);
  const path = /^sqlite:(?:\/\/(?=\/))?([^?]+)/i.exec(url)?.[1];
  if (path !== undefined && path !== ":memory:") return (await import("./sqlite/probe.ts")).openSqliteProbe(path);
  throw new DaystreakError(
    "config_invalid",
    "there is nothing to look at: name a sqlite:PATH or postgres://… database",
  );
}

import { DaystreakError } from "../core/errors.ts";
import type { Store } from "./store.ts";

/**
 * Opens the store that a URL names. Only the engine that is named is loaded.
 *
 * - `sqlite:./data/daystreak.db`: a file, made where there is none; `sqlite::memory:` lasts as long as the store
 * - `postgres://…` or `postgresql://…`
 * - `memory:`: plain objects, gone with the process
 *
 * @throws DaystreakError `config_invalid` for any other URL, and whatever opening the engine throws
 */
export async function openStore(url: string): Promise<Store> {
  const scheme = url.slice(0, url.indexOf(":") + 1).toLowerCase();
  switch (scheme) {
    case "memory:":
      return (await import("./memory.ts")).createMemoryStore();
    case "sqlite:":
      return (await import("./sqlite/open.ts")).openSqliteStore({ path: sqlitePath(url) });
    case "postgres:":
    case "postgresql:":
      return (await loadPostgres()).openPostgresStore({ url });
    default:
      throw new DaystreakError(
        "config_invalid",
        "the database URL must start with sqlite:, postgres:// or memory:, such as sqlite:./data/daystreak.db",
      );
  }
}

/** `sqlite:./a.db`, `sqlite:/a.db` and `sqlite:///a.db` as a path. */
function sqlitePath(url: string): string {
  const path = url.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
  if (path === "" || path.startsWith("//")) {
    throw new DaystreakError("config_invalid", "name the file after sqlite:, such as sqlite:./data/daystreak.db");
  }
  return path;
}

async function loadPostgres(): Promise<typeof import("./postgres/open.ts")> {
  try {
    return await import("./postgres/open.ts");
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new DaystreakError("config_invalid", "PostgreSQL needs the package pg: run `npm install pg`", { cause });
  }
}

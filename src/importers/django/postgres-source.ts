import pg from "pg";
import { DaystreakError } from "../../core/errors.ts";
import type { LegacySource, LegacyTable, RawRow, RawValue } from "../legacy/legacy-source.ts";
import {
  type ChosenTable,
  type FoundTable,
  findSchema,
  quoted,
  type SchemaOptions,
  selectAll,
} from "./django-schema.ts";

/** Rows fetched at a time. */
const HANDFUL = 2_000;
const CONNECT_MS = 10_000;

const BOOL = 16;
const BYTES = 17;
const WHOLE = new Set([20, 21, 23, 26]);
const DECIMAL = new Set([700, 701, 1700]);

/**
 * Opens a Django database in PostgreSQL to read it as it is: one state of it, whatever is written meanwhile, in a
 * transaction that cannot write.
 * @throws DaystreakError `request_invalid` where it cannot be reached, or holds no tables of the original
 */
export async function openPostgresSource(url: string, options: SchemaOptions): Promise<LegacySource> {
  const name = withoutPassword(url);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    types: { getTypeParser: (oid: number) => (text: string) => rawValue(oid, text) } as unknown as pg.CustomTypesConfig,
  });
  let broken: unknown;
  client.on("error", (error) => {
    broken = error;
  });
  const query = async (text: string): Promise<Record<string, RawValue>[]> => {
    try {
      return (await client.query(text)).rows;
    } catch (cause) {
      throw unreadable(name, broken ?? cause);
    }
  };
  try {
    await client.connect();
  } catch (cause) {
    throw unreadable(name, cause);
  }
  try {
    await query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for (const setting of ["TimeZone TO 'UTC'", "DateStyle TO 'ISO, YMD'", "bytea_output TO 'hex'"]) {
      await query(`SET LOCAL ${setting}`);
    }
    await query("SET LOCAL statement_timeout TO 0");
    await query("SET LOCAL idle_in_transaction_session_timeout TO 0");
    const schema = findSchema(await tablesOf(query), options);
    const count = async (chosen: ChosenTable | undefined): Promise<number> =>
      chosen === undefined ? 0 : Number((await query(`SELECT count(*) AS n FROM ${chosen.table.quoted}`))[0]?.n);
    return {
      name,
      tables: {
        users: schema.users?.table.name,
        streaks: schema.streaks?.table.name,
        days: schema.days?.table.name,
      },
      counts: {
        users: await count(schema.users),
        streaks: await count(schema.streaks),
        days: await count(schema.days),
      },
      async *rows<T extends LegacyTable>(table: T): AsyncGenerator<readonly RawRow<T>[]> {
        const chosen = schema[table];
        if (chosen === undefined) return;
        const select = selectAll(chosen, table);
        await query(`DECLARE ${table}_cursor NO SCROLL CURSOR FOR ${select}`);
        for (;;) {
          const rows = await query(`FETCH ${HANDFUL} FROM ${table}_cursor`);
          if (rows.length > 0) yield rows as unknown as RawRow<T>[];
          if (rows.length < HANDFUL) break;
        }
        await query(`CLOSE ${table}_cursor`);
      },
      close: () => client.end().catch(() => undefined),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Every table that may be read; those outside the search path by schema and name. */
async function tablesOf(query: (text: string) => Promise<Record<string, RawValue>[]>): Promise<FoundTable[]> {
  const columns = await query(
    `SELECT n.nspname AS schema, c.relname AS name, pg_table_is_visible(c.oid) AS visible, a.attname AS column
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
      ORDER BY n.nspname, c.relname, a.attnum`,
  );
  const keys = await query(
    `SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, fn.nspname AS to_schema, f.relname AS to_name,
            pg_table_is_visible(f.oid) AS visible
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
      WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1`,
  );
  const found = new Map<string, { name: string; quoted: string; columns: string[]; refers: Record<string, string> }>();
  for (const row of columns) {
    const [schema, name] = [String(row.schema), String(row.name)];
    const key = `${schema}.${name}`;
    const table = found.get(key) ?? {
      name: row.visible === true ? name : key,
      quoted: `${quoted(schema)}.${quoted(name)}`,
      columns: [],
      refers: {},
    };
    table.columns.push(String(row.column));
    found.set(key, table);
  }
  for (const row of keys) {
    const table = found.get(`${row.schema}.${row.name}`);
    const to = row.visible === true ? String(row.to_name) : `${row.to_schema}.${row.to_name}`;
    if (table !== undefined) table.refers[String(row.column).toLowerCase()] = to;
  }
  return [...found.values()];
}

/** Numbers as numbers where JavaScript can hold them; everything else as the text that PostgreSQL sends. */
function rawValue(oid: number, text: string): RawValue {
  if (oid === BOOL) return text === "t";
  if (oid === BYTES) return Buffer.from(text.slice(2), "hex");
  if (WHOLE.has(oid)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (DECIMAL.has(oid) && Number.isFinite(Number(text))) return Number(text);
  return text;
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = "";
    parsed.search = "";
    return parsed.href;
  } catch {
    return "the PostgreSQL database";
  }
}

function unreadable(name: string, cause: unknown): DaystreakError {
  return new DaystreakError("request_invalid", `cannot read ${name}: ${(cause as Error).message}`, { cause });
}

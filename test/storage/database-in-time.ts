import { renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type pg from "pg";
import { postgresDialect } from "../../src/storage/postgres/migrate.ts";
import type { Dialect } from "../../src/storage/schema/dialect.ts";
import { migrations } from "../../src/storage/schema/migrations.ts";
import { SQLITE_DIALECT } from "../../src/storage/sqlite/database.ts";

/** A database that a test may put back to an older schema. */
export interface DatabaseInTime {
  readonly url: string;
  /** The first value of each row. */
  all(sql: string): Promise<string[]>;
  /** Makes the schema of an earlier version anew and puts in whatever of the present content it has columns for. */
  putBackTo(version: number): Promise<void>;
}

/** A closed SQLite file. */
export function sqliteInTime(path: string): DatabaseInTime {
  const all = async (sql: string): Promise<string[]> => {
    const db = new DatabaseSync(path);
    const rows = db.prepare(sql).all();
    db.close();
    return rows.map((row) => String(Object.values(row)[0]));
  };
  return {
    url: `sqlite:${path}`,
    all,
    async putBackTo(version) {
      renameSync(path, `${path}.newer`);
      const db = new DatabaseSync(path);
      for (const statement of statementsUpTo(version, SQLITE_DIALECT)) db.exec(statement);
      db.exec(`ATTACH '${path}.newer' AS newer`);
      const columnsOf = (table: string): string[] =>
        db
          .prepare(`SELECT name FROM pragma_table_info('${table}') ORDER BY name`)
          .all()
          .map(({ name }) => String(name));
      for (const { name } of db.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").all()) {
        const columns = columnsOf(String(name)).join(", ");
        db.exec(`DELETE FROM main.${name}; INSERT INTO main.${name} (${columns}) SELECT ${columns} FROM newer.${name}`);
      }
      db.exec(`DELETE FROM schema_version WHERE version > ${version}`);
      db.close();
      rmSync(`${path}.newer`);
    },
  };
}

/** A PostgreSQL database, by a connection of the test's own. */
export function postgresInTime(url: string, admin: pg.Client): DatabaseInTime {
  const all = async (sql: string): Promise<string[]> => {
    const { rows } = await admin.query({ text: sql, rowMode: "array" });
    return rows.map((row: unknown[]) => String(row[0]));
  };
  return {
    url,
    all,
    async putBackTo(version) {
      await all("ALTER SCHEMA public RENAME TO newer");
      await all("CREATE SCHEMA public");
      for (const statement of statementsUpTo(
        version,
        postgresDialect((name) => `public.${name}`),
      ))
        await all(statement);
      for (const table of await all("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        const columns = await all(
          `SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '${table}'`,
        );
        await all(`DELETE FROM public.${table}`);
        await all(`INSERT INTO public.${table} (${columns}) SELECT ${columns} FROM newer.${table}`);
      }
      await all(`DELETE FROM schema_version WHERE version > ${version}`);
      await all("DROP SCHEMA newer CASCADE");
    },
  };
}

function statementsUpTo(version: number, dialect: Dialect): string[] {
  const steps = migrations(dialect).slice(0, version);
  return [
    "CREATE TABLE schema_version (version integer NOT NULL PRIMARY KEY)",
    ...steps.flatMap(({ statements }) => statements),
  ];
}

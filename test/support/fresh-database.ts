import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A PostgreSQL database of a test's own. */
export interface FreshDatabase {
  readonly url: string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes an empty database on the server of the test run. */
export async function freshDatabase(encoding = "UTF8"): Promise<FreshDatabase> {
  const name = `daystreak_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`CREATE DATABASE ${name} ENCODING '${encoding}' TEMPLATE template0`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

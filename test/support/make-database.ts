import { randomUUID } from "node:crypto";
import pg from "pg";

/** A PostgreSQL database of somebody's own. */
export interface MadeDatabase {
  readonly url: string;
  /** Removes it, with whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes an empty database on a server. */
export async function makeDatabase(serverUrl: string, encoding = "UTF8"): Promise<MadeDatabase> {
  const name = `daystreak_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} ENCODING '${encoding}' TEMPLATE template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import type { TestProject } from "vitest/node";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A PostgreSQL on which databases may be made. */
    readonly postgresUrl: string;
  }
}

let server: PostgresServer | undefined;

/**
 * Provides `postgresUrl` to every test file. `DAYSTREAK_TEST_POSTGRES` may name a server (`postgres://…`), or say
 * `installed` or `embedded` to insist on one of those.
 */
export async function setup(project: TestProject): Promise<void> {
  const wanted = process.env.DAYSTREAK_TEST_POSTGRES ?? "any";
  if (/^postgres(ql)?:/.test(wanted)) return project.provide("postgresUrl", wanted);
  server = await startPostgres(wanted === "installed" || wanted === "embedded" ? wanted : "any");
  console.log(`tests use ${server.name}`);
  project.provide("postgresUrl", server.url);
}

/** Stops what {@link setup} started. */
export async function teardown(): Promise<void> {
  await server?.stop();
}

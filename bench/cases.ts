import type { BenchCase } from "./support/bench-case.ts";

/** A case as the command line knows it. */
interface CaseEntry {
  readonly about: string;
  /** Whether it asks for a PostgreSQL database. */
  readonly postgres: boolean;
  load(): Promise<BenchCase>;
}

/** Every case, in the order in which they run. */
export const CASES: Readonly<Record<string, CaseEntry>> = {
  "local-date": {
    about: "the local date of an instant",
    postgres: false,
    load: async () => (await import("./cases/local-date.ts")).localDateCase,
  },
  known: {
    about: "record() for known users, and the memory of their marks",
    postgres: false,
    load: async () => (await import("./cases/known.ts")).knownCase,
  },
  fastify: {
    about: "CPU that the Fastify bundle adds to a GET of a known user",
    postgres: false,
    load: async () => (await import("./cases/fastify.ts")).fastifyCase,
  },
  "first-sqlite": {
    about: "first requests of the day on SQLite, against the original's logic and against hand-written batches",
    postgres: false,
    load: async () => (await import("./cases/first-request.ts")).firstRequestSqlite,
  },
  "first-postgres": {
    about: "the same on PostgreSQL",
    postgres: true,
    load: async () => (await import("./cases/first-request.ts")).firstRequestPostgres,
  },
  "ingest-sqlite": {
    about: "/v1/activities over HTTP on SQLite",
    postgres: false,
    load: async () => (await import("./cases/ingest.ts")).ingestSqlite,
  },
  "ingest-postgres": {
    about: "the same on PostgreSQL",
    postgres: true,
    load: async () => (await import("./cases/ingest.ts")).ingestPostgres,
  },
  "late-sqlite": {
    about: "late activities into long histories on SQLite",
    postgres: false,
    load: async () => (await import("./cases/late.ts")).lateSqlite,
  },
  "late-postgres": {
    about: "the same on PostgreSQL",
    postgres: true,
    load: async () => (await import("./cases/late.ts")).latePostgres,
  },
  "sets-sqlite": {
    about: "recording with reports kept beside it, against without, on SQLite",
    postgres: false,
    load: async () => (await import("./cases/sets.ts")).setsSqlite,
  },
  "sets-postgres": {
    about: "the same on PostgreSQL",
    postgres: true,
    load: async () => (await import("./cases/sets.ts")).setsPostgres,
  },
  live: {
    about: "open live streams: from commit to client, and their memory",
    postgres: false,
    load: async () => (await import("./cases/live.ts")).liveCase,
  },
  metrics: {
    about: "reports about a year of all users from their sets, against SQL on PostgreSQL and on DuckDB",
    postgres: true,
    load: async () => (await import("./cases/metrics.ts")).metricsCase,
  },
  notices: {
    about: "20,000 notices due at once through the webhook, until the last has arrived",
    postgres: false,
    load: async () => (await import("./cases/notices.ts")).notices,
  },
  "notices-beside": {
    about: "recording while a minute's worth of notices leaves, against recording alone",
    postgres: false,
    load: async () => (await import("./cases/notices.ts")).noticesBeside,
  },
  dashboard: {
    about: "the dashboard over a year of all users, in Chromium: until it is drawn, and its longest task",
    postgres: false,
    load: async () => (await import("./cases/dashboard.ts")).dashboardCase,
  },
  django: {
    about: "import of a Django app's learners, against the same upserts alone",
    postgres: true,
    load: async () => (await import("./cases/django.ts")).djangoCase,
  },
  serve: {
    about: "start of the service to /readyz, and its memory when idle",
    postgres: false,
    load: async () => (await import("./cases/serve.ts")).serveCase,
  },
  proxy: {
    about: "requests through the proxy: tracked, not tracked, by its library alone, by nginx, direct",
    postgres: false,
    load: async () => (await import("./cases/proxy.ts")).proxyCase,
  },
  "two-processes": {
    about: "two processes on one PostgreSQL against one",
    postgres: true,
    load: async () => (await import("./cases/two-processes.ts")).twoProcessesCase,
  },
  outage: {
    about: "latency of a host app while PostgreSQL is away",
    postgres: true,
    load: async () => (await import("./cases/outage.ts")).outageCase,
  },
  page: {
    about: "script time that client and widgets add to a page, in Chromium",
    postgres: false,
    load: async () => (await import("./cases/page.ts")).pageCase,
  },
};

import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Bells } from "../bells.ts";
import type { Applied } from "../store.ts";
import { textLiteral } from "./array-literal.ts";
import type { Session } from "./session.ts";

/** Bytes of one notification at most; PostgreSQL takes fewer than 8,000. */
const MAX_PAYLOAD = 7_900;
/** Users named by one ring at most; where more have changed it says only that anybody may have. */
const MAX_NAMED = 4_096;
const ANYBODY = "*";
const RING = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS rung(payload)";
const CONNECT_MS = 5_000;
/** A connection that has died without a word is noticed by a question now and then. */
const ASK_EVERY_MS = 15_000;
const ANSWER_MS = 5_000;
const BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/** Tells the other processes on one database who was changed, and hears it from them. */
export interface Doorbell {
  /** Names those of whom something was written; users that gather meanwhile are named together. */
  ring(applied: readonly Applied[]): void;
  /** Hears the others on a connection of its own, until what this gives is called. */
  listen(): () => void;
  /** Resolves once everybody was named, or could not be. */
  settled(): Promise<void>;
}

/** What a doorbell works with. */
export interface DoorbellOptions {
  readonly url: string;
  /** Tells databases' schemas apart: a channel belongs to the whole database. */
  readonly schema: string | undefined;
  /** Where rings are sent. */
  readonly session: Session;
  /** Rung by what is heard. */
  readonly bells: () => Pick<Bells, "changed" | "lost">;
}

/** A doorbell over LISTEN and NOTIFY. */
export function createDoorbell({ url, schema = "", session, bells }: DoorbellOptions): Doorbell {
  const channel = channelOf(schema);
  const sender = randomBytes(6).toString("hex");
  let waiting = new Set<string>();
  let ringing: Promise<void> | undefined;

  /** After the commit and not within it: commits that notify wait for one another, in all of a server. */
  async function ringAll(): Promise<void> {
    while (waiting.size > 0) {
      const userIds = [...waiting];
      waiting = new Set();
      await session.hint({ name: "ring", text: RING, values: [channel, textLiteral(payloadsOf(sender, userIds))] });
    }
    ringing = undefined;
  }

  function hear(payload: string): void {
    const [from, ...userIds] = payload.split("\n");
    if (from === sender) return;
    if (userIds[0] === ANYBODY) bells().lost();
    else bells().changed(userIds);
  }

  return {
    ring(applied) {
      for (const { userId, written } of applied) if (written !== "nothing") waiting.add(userId);
      if (waiting.size > 0) ringing ??= ringAll();
    },
    listen: () => keepListening(url, channel, hear, () => bells().lost()),
    settled: () => ringing ?? Promise.resolve(),
  };
}

/**
 * Listens, and goes on listening when the connection breaks. `missed` is called whenever it begins: nobody knows what
 * was said before.
 */
function keepListening(url: string, channel: string, hear: (payload: string) => void, missed: () => void): () => void {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let isOver = false;

  function later(run: () => void, ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
    timer.unref();
  }

  function ask(opened: pg.Client): void {
    later(() => {
      opened.query("SELECT 1").then(
        () => ask(opened),
        () => opened.connection.stream.destroy(),
      );
    }, ASK_EVERY_MS);
  }

  function connect(): void {
    if (isOver) return;
    const settings = { connectionTimeoutMillis: CONNECT_MS, query_timeout: ANSWER_MS, keepAlive: true };
    const opened = new pg.Client({ connectionString: url, ...settings });
    client = opened;
    let isGone = false;
    const gone = (): void => {
      if (isGone || isOver) return;
      isGone = true;
      failures++;
      later(connect, Math.min(BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2));
    };
    opened.on("error", gone);
    opened.on("end", gone);
    opened.on("notification", ({ payload }) => hear(payload ?? ""));
    opened
      .connect()
      .then(() => opened.query(`LISTEN ${pg.escapeIdentifier(channel)}`))
      .then(() => {
        failures = 0;
        missed();
        ask(opened);
      })
      .catch(() => {
        opened.connection.stream.destroy();
        gone();
      });
  }

  connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    client?.end().catch(() => undefined);
  };
}

/** A name of at most 63 bytes. */
function channelOf(schema: string): string {
  return schema === "" ? "daystreak" : `daystreak_${Buffer.from(schema).toString("hex").slice(-52)}`;
}

/** The sender and the users in as few texts as they fit into; ids hold no line breaks. */
function payloadsOf(sender: string, userIds: readonly string[]): string[] {
  if (userIds.length > MAX_NAMED) return [`${sender}\n${ANYBODY}`];
  const payloads: string[] = [];
  let payload = sender;
  let bytes = Buffer.byteLength(sender);
  for (const userId of userIds) {
    const more = Buffer.byteLength(userId) + 1;
    if (bytes + more > MAX_PAYLOAD) {
      payloads.push(payload);
      payload = sender;
      bytes = Buffer.byteLength(sender);
    }
    payload += `\n${userId}`;
    bytes += more;
  }
  return [...payloads, payload];
}

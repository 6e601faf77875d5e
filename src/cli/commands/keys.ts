import { randomBytes } from "node:crypto";
import { hashKey, type Scope } from "../../api/api-keys.ts";
import type { Store } from "../../storage/store.ts";
import type { Command, Io } from "../command.ts";
import { DATABASE_FLAGS } from "../common-flags.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Flags, invalid } from "../flags.ts";
import { openDatabase } from "../open-tracker.ts";
import { table } from "../wording.ts";

type Key = Awaited<ReturnType<Store["shared"]["apiKeys"]>>[number];

const SCOPES: readonly Scope[] = ["ingest", "read", "support", "admin"];
const ACTIONS = ["create", "list", "revoke"] as const;
/** 192 bits: nobody guesses it, so that a fast hash is enough to keep it. */
const SECRET_BYTES = 24;
const MAX_PER_MINUTE = 1_000_000;

/** `daystreak keys`: makes, lists and revokes API keys. */
export const keys: Command = {
  name: "keys",
  summary: "create, list and revoke API keys",
  usage: "create --name NAME --scope SCOPES | list | revoke ID [flags]",
  about: [
    "The database keeps only a hash of a key: it is printed once, when it is made. A revoked key is refused from the next request on, by every process of the service.",
    "Scopes: ingest (record activities), read (any user's streak, calendar, reasons), support (settings, freezes, pauses, excuses, restores, erasure, export), admin (all of these, the audit and the calendar). A key has no rate limit unless --limit sets one.",
  ],
  flags: {
    name: { value: "NAME", text: "create: what the key is for; shown in lists and beside what it grants" },
    scope: { value: "LIST", text: "create: ingest, read, support, admin, comma-separated" },
    limit: { value: "N", text: "create: requests a minute [no limit]" },
    reason: { value: "TEXT", text: "create, revoke: why; kept in the audit" },
    ...DATABASE_FLAGS,
  },
  examples: [
    ["daystreak keys create --name platform --scope ingest,read", "a key for your app's servers"],
    ["daystreak keys list", "all keys, the revoked ones too"],
    ["daystreak keys revoke k3f9a2c1", "refuse a key from now on"],
  ],
  async run(flags, io) {
    const [action, id, more] = flags.positionals;
    const known = ACTIONS.find((one) => one === action);
    if (known === undefined) throw invalid(`say one of ${ACTIONS.join(", ")} after keys`);
    if (more !== undefined || (id !== undefined && known !== "revoke"))
      throw invalid(`keys ${known} does not take ${JSON.stringify(more ?? id)}`);
    const made = known === "create" ? newKey(flags, io) : undefined;
    if (known === "revoke" && id === undefined) throw invalid("say which key to revoke: its id, as keys list shows it");
    const store = await openDatabase(flags, io, { create: known === "create" });
    try {
      if (made !== undefined) return await create(store, made, flags, io);
      return id === undefined ? await list(store, io) : await revoke(store, id, flags, io);
    } finally {
      await store.close();
    }
  },
};

interface NewKey {
  readonly row: Key;
  readonly secret: string;
}

function newKey(flags: Flags, io: Io): NewKey {
  const name = flags.text("name");
  if (name === undefined || !/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name)) {
    throw invalid("--name must say what the key is for, in at most 100 characters");
  }
  const scopes = (flags.text("scope") ?? "").split(",").map((scope) => scope.trim());
  for (const scope of scopes) {
    if (!(SCOPES as readonly string[]).includes(scope)) {
      throw invalid(`--scope must list some of ${SCOPES.join(", ")}, not ${JSON.stringify(scope)}`);
    }
  }
  const secret = `dsk_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const row: Key = {
    id: `k${randomBytes(5).toString("hex")}`,
    name,
    hash: Buffer.from(hashKey(secret)).toString("hex"),
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    perMinute: flags.count("limit", 1, MAX_PER_MINUTE) ?? null,
    createdAt: io.now(),
    revokedAt: null,
  };
  return { row, secret };
}

async function create(store: Store, { row, secret }: NewKey, flags: Flags, io: Io): Promise<ExitCode> {
  await store.shared.putApiKey(row);
  await addAudit(store, row, "key.created", flags, io);
  if (io.json) io.out(JSON.stringify({ ...shown(row), key: secret }));
  else {
    io.note(`Key ${row.id} (${row.name}) with ${row.scopes.join(", ")}. It is shown this once:`);
    io.out(secret);
  }
  return EXIT.ok;
}

async function list(store: Store, io: Io): Promise<ExitCode> {
  const rows = await store.shared.apiKeys();
  if (io.json) io.out(JSON.stringify({ keys: rows.map(shown) }));
  else if (rows.length === 0) io.out("There are no keys yet: make one with daystreak keys create.");
  else {
    const lines = rows.map((row) => [
      row.id,
      row.name,
      row.scopes.join(","),
      row.perMinute === null ? "-" : `${row.perMinute}/min`,
      instant(row.createdAt),
      row.revokedAt === null ? "-" : instant(row.revokedAt),
    ]);
    for (const line of table([["id", "name", "scopes", "limit", "created", "revoked"], ...lines])) io.out(line);
  }
  return EXIT.ok;
}

async function revoke(store: Store, id: string, flags: Flags, io: Io): Promise<ExitCode> {
  const row = (await store.shared.apiKeys()).find((one) => one.id === id);
  if (row === undefined) {
    io.note(`daystreak: there is no key ${JSON.stringify(id)}: see daystreak keys list`);
    return EXIT.problems;
  }
  const revoked = { ...row, revokedAt: row.revokedAt ?? io.now() };
  await store.shared.putApiKey(revoked);
  await addAudit(store, row, "key.revoked", flags, io);
  if (io.json) io.out(JSON.stringify(shown(revoked)));
  else io.out(`Key ${row.id} (${row.name}) is refused from now on.`);
  return EXIT.ok;
}

async function addAudit(
  store: Store,
  { id, name, scopes }: Key,
  action: "key.created" | "key.revoked",
  flags: Flags,
  io: Io,
): Promise<void> {
  await store.shared.addAudit({
    id: `${action}:${id}`,
    at: io.now(),
    actor: "cli",
    action,
    userId: null,
    reason: flags.text("reason") ?? "",
    data: { key: id, name, scopes: scopes.join(",") },
  });
}

/** A key as it may be shown: without its hash, which is of use to nobody. */
function shown({ id, name, scopes, perMinute, createdAt, revokedAt }: Key): object {
  return {
    id,
    name,
    scopes,
    per_minute: perMinute,
    created_at: instant(createdAt),
    revoked_at: revokedAt === null ? null : instant(revokedAt),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

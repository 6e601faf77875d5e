/**
 * How a column is stored: `int` up to 2^31, `big` up to 2^53 (instants are milliseconds since 1970), `date` as `date` or
 * `YYYY-MM-DD` text, `bytes` as bytea or BLOB, `json` as jsonb or text, `bool` as boolean or 0/1.
 */
export type ColumnType = "text" | "int" | "big" | "date" | "bytes" | "json" | "bool";

/** A table as statements see it. The order of the columns is the order of the cells in its rows. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly ColumnType[];
  /** The primary key; in tables of users' data `user_id` comes first. */
  readonly key: readonly string[];
  /** What a second row with the same key does: overwrite the first, or leave it. */
  readonly repeat: "overwrite" | "keep";
}

function table(
  name: string,
  key: readonly string[],
  repeat: Table["repeat"],
  columns: Record<string, ColumnType>,
): Table {
  return { name, key, repeat, columns: Object.keys(columns), types: Object.values(columns) };
}

/** One row a user: the days as bit sets, both streaks, and everything `decide` reads first. */
export const USER_STATE: Table = table("user_state", ["user_id"], "overwrite", {
  user_id: "text",
  bucket: "int",
  version: "big",
  created_at: "big",
  current_streak: "int",
  max_streak: "int",
  max_streak_floor: "int",
  started_on: "date",
  last_activity_date: "date",
  goal_current_streak: "int",
  goal_max_streak: "int",
  goal_max_streak_floor: "int",
  goal_started_on: "date",
  goal_last_activity_date: "date",
  freezes_held: "int",
  restores_granted: "int",
  restores_used: "int",
  active_days: "bytes",
  complete_days: "bytes",
  bridged_days: "bytes",
  skipped_days: "bytes",
  paused_days: "bytes",
  excused_days: "bytes",
  restored_days: "bytes",
  closed_through: "date",
  announced_through: "date",
  zone: "text",
  zone_since: "big",
  zone_until: "big",
  device_zone: "text",
  last_at: "big",
  last_zone: "text",
  last_login: "big",
  last_seen_at: "big",
  wake_at: "big",
  streaks_shown: "bool",
  notices_on: "bool",
  tracking_on: "bool",
  milestones: "json",
  grants: "json",
  settings: "json",
  rules_versions: "json",
  name: "text",
  groups: "json",
  steady_since: "date",
  legacy_days: "bytes",
  notices: "json",
});

/** One row per user and local date. */
export const DAILY_ACTIVITY: Table = table("daily_activity", ["user_id", "date"], "overwrite", {
  user_id: "text",
  date: "date",
  status: "text",
  problems_solved: "int",
  lessons_completed: "int",
  base_problems: "int",
  base_lessons: "int",
  problem_ids: "json",
  lesson_ids: "json",
  counts: "json",
  hours: "int",
  slots: "bytes",
  first_at: "big",
  first_zone: "text",
  last_at: "big",
  last_zone: "text",
  zones: "json",
  goal: "json",
  rules_version: "int",
  source: "text",
  flags: "json",
});

/** The log: of one identity the first stored counts. */
export const ACTIVITY: Table = table("activity", ["user_id", "id"], "keep", {
  user_id: "text",
  id: "text",
  type: "text",
  at: "big",
  date: "date",
  zone: "text",
  own_zone: "text",
  ref: "text",
  received_at: "big",
  source: "text",
  flags: "json",
});

/** Zone history, one row per change. */
export const ZONE_CHANGE: Table = table("zone_change", ["user_id", "at"], "overwrite", {
  user_id: "text",
  at: "big",
  zone: "text",
  until: "big",
  source: "text",
});

/** Protections somebody asked for. */
export const PROTECTION: Table = table("protection", ["user_id", "date", "kind", "id"], "keep", {
  user_id: "text",
  date: "date",
  kind: "text",
  id: "text",
  reason: "text",
  granted_by: "text",
  at: "big",
});

/** Freezes given, with who gave them and why. */
export const FREEZE_GRANT: Table = table("freeze_grant", ["user_id", "id"], "keep", {
  user_id: "text",
  id: "text",
  date: "date",
  count: "int",
  reason: "text",
  granted_by: "text",
  at: "big",
});

/** What was concluded when; immutable. */
export const FACT: Table = table("fact", ["user_id", "key"], "keep", {
  user_id: "text",
  key: "text",
  kind: "text",
  at: "big",
  version: "big",
  date: "date",
  data: "json",
});

/** What a user was, or is to be, told. */
export const NOTICE: Table = table("notice", ["user_id", "id"], "keep", {
  user_id: "text",
  id: "text",
  kind: "text",
  about: "text",
  date: "date",
  at: "big",
  due_at: "big",
  expires_at: "big",
  version: "big",
  variant: "text",
  variant_ppm: "int",
  held_out: "bool",
  holdout_ppm: "int",
  channels: "json",
  data: "json",
});

/** Notices on their way to addresses: a queue as long as `next_at` is not null, afterwards what became of them. */
export const NOTICE_DELIVERY: Table = table("notice_delivery", ["user_id", "notice_id", "channel", "address"], "keep", {
  user_id: "text",
  notice_id: "text",
  channel: "text",
  address: "text",
  bucket: "int",
  state: "text",
  next_at: "big",
  attempts: "int",
  expires_at: "big",
  sent_at: "big",
  receipt: "text",
  error: "text",
});

/** Addresses to which users' notices go. */
export const NOTICE_ADDRESS: Table = table("notice_address", ["user_id", "channel", "id"], "overwrite", {
  user_id: "text",
  channel: "text",
  id: "text",
  address: "text",
  created_at: "big",
});

/** What became of notices; of one kind the first counts. */
export const NOTICE_MARK: Table = table("notice_mark", ["user_id", "notice_id", "mark"], "keep", {
  user_id: "text",
  notice_id: "text",
  mark: "text",
  at: "big",
});

/** The tables that follow the state row in a write, in the order in which they are written. */
export const FOLLOWING_TABLES: readonly Table[] = [
  DAILY_ACTIVITY,
  ACTIVITY,
  ZONE_CHANGE,
  PROTECTION,
  FREEZE_GRANT,
  FACT,
  NOTICE,
  NOTICE_DELIVERY,
  NOTICE_ADDRESS,
  NOTICE_MARK,
];

/** What is odd about users: written by whoever keeps reports, never by recording. */
export const ODDITY: Table = table("oddity", ["user_id", "date", "kind"], "overwrite", {
  user_id: "text",
  date: "date",
  kind: "text",
  value: "big",
});

/** API keys, hashed. */
export const API_KEY: Table = table("api_key", ["id"], "overwrite", {
  id: "text",
  name: "text",
  hash: "text",
  scopes: "json",
  per_minute: "int",
  created_at: "big",
  revoked_at: "big",
});

/** Acts of support and administration. */
export const AUDIT: Table = table("audit", ["id"], "keep", {
  id: "text",
  at: "big",
  actor: "text",
  action: "text",
  user_id: "text",
  reason: "text",
  data: "json",
});

/** What lets somebody into the dashboard, hashed. */
export const ADMIN_PASS: Table = table("admin_pass", ["hash"], "overwrite", {
  hash: "text",
  kind: "text",
  subject: "text",
  created_at: "big",
  expires_at: "big",
});

/** When a user was erased, by the keyed hash of their id. */
export const ERASURE: Table = table("erasure", ["user_hash"], "overwrite", { user_hash: "text", erased_at: "big" });

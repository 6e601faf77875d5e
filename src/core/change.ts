import type { Activity, LoggedActivity, Sighting } from "./activity.ts";
import type { DayNumber, Instant } from "./calendar.ts";
import type { DayRecord } from "./day-record.ts";
import type { ErrorCode } from "./errors.ts";
import type { Fact } from "./fact.ts";
import type { LegacyHistory } from "./legacy-history.ts";
import type {
  Notice,
  NoticeAddress,
  NoticeDelivery,
  NoticeMark,
  NoticeMarkKind,
  NoticeState,
} from "./notices/notice.ts";
import type { Goal } from "./rules.ts";
import type { Days, FreezeGrant, Switches, UserState, ZoneChange } from "./state.ts";

/** Protections that somebody asked for; rest, bridged and frozen are conclusions and are never stored as rows. */
export type ProtectionKind = "paused" | "excused" | "restored";

/** Why a date does not break a streak, in the order of precedence. */
export type Protection = "rest" | "paused" | "excused" | "restored" | "bridged" | "frozen";

/** One protected date. `id` names the act that protected it, so that the act can be withdrawn whole. */
export interface ProtectionRow {
  readonly date: DayNumber;
  readonly kind: ProtectionKind;
  readonly id: string;
  readonly reason: string;
  /** Who granted it: `system`, `user`, or the name of an API key. */
  readonly by: string;
  readonly at: Instant;
}

/** Settings to change; absent keys stay, `null` returns to the app's own. */
export interface SettingsPatch {
  readonly fixedZone?: string | null;
  readonly dayStart?: number | null;
  readonly goal?: Goal | null;
  readonly restDays?: readonly number[] | null;
}

/** What a user wants of notices, to change; absent keys stay. */
export type NoticePatch = Partial<Pick<NoticeState, "remindAt" | "off" | "channels" | "locale">>;

/** One thing that happens to a user: the only input of `decide`. Plain data, so that it can cross a thread. */
export type Change =
  | { readonly kind: "activity"; readonly activity: Activity }
  | { readonly kind: "login"; readonly at: Instant }
  | { readonly kind: "settings"; readonly patch: SettingsPatch }
  | {
      readonly kind: "attributes";
      readonly name?: string | null;
      readonly groups?: readonly string[];
      readonly switches?: Partial<Switches>;
    }
  | {
      readonly kind: "grant";
      readonly id: string;
      readonly freezes: number;
      readonly reason: string;
      readonly by: string;
    }
  | {
      readonly kind: "grant_restores";
      readonly restores: number;
      /** Names the act, so that a retry gives nothing twice; without it every change gives anew. */
      readonly id?: string;
      readonly reason?: string;
      readonly by?: string;
    }
  | {
      readonly kind: "protect";
      readonly id: string;
      readonly protection: "paused" | "excused";
      readonly from: DayNumber;
      readonly to: DayNumber;
      readonly reason: string;
      readonly by: string;
    }
  | { readonly kind: "withdraw"; readonly id: string }
  | { readonly kind: "restore"; readonly id: string; readonly reason: string; readonly by: string }
  | { readonly kind: "notices"; readonly patch: NoticePatch }
  /** Switches a kind off or on again: `kind`, `channel/kind`, or a whole channel: `channel/*`. */
  | { readonly kind: "notices_off" | "notices_on"; readonly what: string }
  | { readonly kind: "subscribe"; readonly channel: string; readonly id: string; readonly address: string }
  | { readonly kind: "unsubscribe"; readonly channel: string; readonly id: string }
  | { readonly kind: "notice_mark"; readonly id: string; readonly mark: NoticeMarkKind }
  /** Time passed: closes what is over. */
  | { readonly kind: "tick" }
  /** Replaces records, day sets and rules that were made again from a stored state of this version. */
  | {
      readonly kind: "rebuild";
      readonly version: number;
      readonly records: readonly DayRecord[];
      /** The day sets, encoded. */
      readonly days: Readonly<Record<keyof Days, Uint8Array>>;
      readonly rules: UserState["rules"];
    }
  /** What another system knew of the user: counts only before the first date of the user's own. */
  | { readonly kind: "legacy"; readonly history: LegacyHistory }
  /** Removes everything about the user; late batches cannot bring them back. */
  | { readonly kind: "erase" };

/** What became of a change. A duplicate is a success that changed nothing. */
export type Outcome =
  | { readonly status: "accepted" }
  | { readonly status: "duplicate" }
  | { readonly status: "rejected"; readonly code: ErrorCode; readonly detail: string };

/** What `decide` must know beyond the state row. */
export interface Needs {
  /** Records of these dates, ascending; only dates that have one. */
  readonly days: readonly DayNumber[];
  /** Identities to look up in the activity log. */
  readonly identities: readonly string[];
  /** Whether the zone history is needed. */
  readonly zones: boolean;
  /** The first instant from which on the log is needed, as far as it says where the user was; `null` where it is not. */
  readonly sightingsFrom: Instant | null;
  /** Whether the protection rows are needed. */
  readonly protections: boolean;
}

/** What was read for {@link Needs}. */
export interface Loaded {
  readonly days: ReadonlyMap<DayNumber, DayRecord>;
  /** Those of the asked identities that are stored. */
  readonly identities: ReadonlySet<string>;
  readonly zones: readonly ZoneChange[];
  /** In any order. */
  readonly sightings: readonly Sighting[];
  readonly protections: readonly ProtectionRow[];
  /** When a user without a state row was erased, as long as that is remembered. */
  readonly erasedAt?: Instant;
}

/** Everything one decision writes, in one transaction, guarded by `state.version - 1`. */
export interface Decision {
  /** The new state; its `version` is one higher than the stored one where `changed`. */
  readonly state: UserState;
  /** Whether there is anything to write. */
  readonly changed: boolean;
  readonly days: readonly DayRecord[];
  readonly activities: readonly LoggedActivity[];
  /** Zone history to insert or overwrite, by `at`. */
  readonly zones: readonly ZoneChange[];
  readonly protections: readonly ProtectionRow[];
  readonly grants: readonly (FreezeGrant & { readonly reason: string; readonly by: string; readonly at: Instant })[];
  readonly facts: readonly Fact[];
  /** Empty dates beside those of the decision that keep a streak without a freeze. */
  readonly kept: readonly DayNumber[];
  readonly notices: readonly Notice[];
  readonly deliveries: readonly NoticeDelivery[];
  readonly addresses: readonly NoticeAddress[];
  readonly marks: readonly NoticeMark[];
  /** Rows to remove; absent in ordinary decisions. */
  readonly removals?: {
    readonly days: readonly DayNumber[];
    /** Log rows with a later instant than this. */
    readonly activitiesAfter?: Instant;
    readonly zones: readonly Instant[];
    /** Protections of these acts. */
    readonly protectionIds: readonly string[];
    readonly addresses: readonly Pick<NoticeAddress, "channel" | "id">[];
  };
  /**
   * The user is erased: every row goes where the stored state still has this version, and a keyed hash of the id stays;
   * nothing else of the decision is written.
   */
  readonly erased?: { readonly version: number; readonly at: Instant };
  /** When it was decided. */
  readonly at: Instant;
  /** What was decided about. */
  readonly changes: readonly Change[];
  /** What the decision was made from: what is news is told by comparing. */
  readonly before: { readonly state: UserState; readonly days: ReadonlyMap<DayNumber, DayRecord> };
  /** One per change, in order. */
  readonly outcomes: readonly Outcome[];
}

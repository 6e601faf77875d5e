import type { DayNumber } from "../calendar.ts";
import type { NoticePatch } from "../change.ts";
import { DaystreakError } from "../errors.ts";
import { formatClock, parseClock } from "../rules-check.ts";
import { habitualHour } from "./habit.ts";
import type { NoticeState } from "./notice.ts";
import { isNoticeKind } from "./notice-rules.ts";

/** What a user wants of notices, in the form of the API. */
export interface NoticeWishes {
  /** `HH:MM` on the wall clock; null: when the user usually learns. */
  remind_at: string | null;
  /** The hour in which the user usually begins; null as long as too little is known. */
  usual_hour: number | null;
  /** Kinds switched off: `kind`, `channel/kind` or `channel/*`. */
  off: string[];
  /** Channels without an address; null follows the platform. */
  channels: string[] | null;
  /** BCP 47; null follows the platform. */
  locale: string | null;
}

const CHANNEL = /^[a-z][a-z0-9_-]{0,31}$/;
const LOCALE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;
const MAX_ENTRIES = 50;

/** What a user wants now. */
export function noticeWishes(notices: NoticeState | null, today: DayNumber): NoticeWishes {
  return {
    remind_at: notices === null || notices.remindAt === null ? null : formatClock(notices.remindAt),
    usual_hour: habitualHour(notices?.hours ?? [], today) ?? null,
    off: [...(notices?.off ?? [])],
    channels: notices === null || notices.channels === null ? null : [...notices.channels],
    locale: notices?.locale ?? null,
  };
}

/** Reads wishes as the API takes them; absent keys stay. @throws DaystreakError `settings_invalid` */
export function noticePatch(input: Readonly<Record<string, unknown>>): NoticePatch {
  const { remind_at: remindAt, off, channels, locale } = input;
  return {
    ...(remindAt !== undefined && { remindAt: remindAt === null ? null : clock(remindAt) }),
    ...(off !== undefined && { off: entries(off, "off", requireOff) }),
    ...(channels !== undefined && { channels: channels === null ? null : entries(channels, "channels", channelName) }),
    ...(locale !== undefined && { locale: locale === null ? null : localeTag(locale) }),
  };
}

/** What can be switched off: `kind`, `channel/kind`, `channel/*`. @throws DaystreakError `settings_invalid` */
function requireOff(value: unknown): string {
  if (isNoticeKind(value)) return value;
  const [channel = "", kind, ...rest] = typeof value === "string" ? value.split("/") : [];
  if (CHANNEL.test(channel) && (kind === "*" || isNoticeKind(kind)) && rest.length === 0) return value as string;
  return refuse("off", "kinds of notices, alone or as channel/kind, or channel/*");
}

function channelName(value: unknown): string {
  return typeof value === "string" && CHANNEL.test(value) ? value : refuse("channels", "names of channels");
}

function clock(value: unknown): number {
  const minutes = typeof value === "string" ? parseClock(value) : undefined;
  return minutes ?? refuse("remind_at", "a time of day as HH:MM, or null");
}

function localeTag(value: unknown): string {
  return typeof value === "string" && LOCALE.test(value)
    ? value
    : refuse("locale", "a language tag such as es or pt-BR");
}

function entries<T>(value: unknown, key: string, read: (entry: unknown) => T): T[] {
  if (!Array.isArray(value) || value.length > MAX_ENTRIES)
    return refuse(key, `a list of at most ${MAX_ENTRIES} entries`);
  return [...new Set(value.map(read))];
}

function refuse(key: string, must: string): never {
  throw new DaystreakError("settings_invalid", `notices.${key} must be ${must}`);
}

import { randomBytes, randomUUID } from "node:crypto";
import { formatDate } from "../../core/calendar.ts";
import { NOTICE_KINDS, type NoticeKind } from "../../core/notices/notice.ts";
import { isNoticeKind } from "../../core/notices/notice-rules.ts";
import { createVapidKeys } from "../../notices/outbound/vapid.ts";
import { previewNotice, sampleDelivery } from "../../notices/sample.ts";
import { type NoticeChannels, openChannels } from "../../server/notice-channels.ts";
import { readNoticeConfig } from "../../server/notice-settings.ts";
import { settingReader } from "../../server/read-setting.ts";
import { SERVE_SETTINGS } from "../../server/settings-table.ts";
import type { DeliveryRow } from "../../storage/notice-tables.ts";
import type { Store } from "../../storage/store.ts";
import type { Command, Io } from "../command.ts";
import { DATABASE_FLAGS } from "../common-flags.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Flags, invalid } from "../flags.ts";
import { openDatabase } from "../open-tracker.ts";
import { counted, table } from "../wording.ts";

const ACTIONS = ["due", "preview", "test", "replay", "enable", "keys"] as const;
const DAY_MS = 86_400_000;
const DAYS = 28;
const PAGE = 500;
const TEST_MS = 20_000;

/** `daystreak notices`: what waits to be sent, what it says, whether it arrives, and what was given up once more. */
export const notices: Command = {
  name: "notices",
  summary: "see, preview, test and replay notices; make keys for them",
  usage: "due | preview KIND | test CHANNEL [ADDRESS] | replay | enable CHANNEL | keys [flags]",
  about: [
    `Kinds: ${NOTICE_KINDS.join(", ")}.`,
    "due shows what waits and what was given up, by channel. preview shows what a notice says to an imagined learner. test sends one to an address by a channel of the environment (DAYSTREAK_WEBHOOK_URL and the others that serve reads). replay makes due again what was given up; what is no longer so is left out when it is sent. enable lets a channel call its receiver again after it answered that it is gone (410). keys makes new secrets for the webhook and for web push, and keeps them nowhere.",
  ],
  flags: {
    locale: { value: "TAG", text: "preview, test: the language [en]" },
    variant: { value: "NAME", text: "preview: the wording [a]" },
    kind: { value: "KIND", text: "test: the kind [daily_reminder]" },
    channel: { value: "NAME", text: "replay: only this channel [all]" },
    reason: { value: "TEXT", text: "replay, enable: why, kept in the audit" },
    ...DATABASE_FLAGS,
  },
  examples: [
    ["daystreak notices due", "is anything stuck?"],
    ["daystreak notices preview streak_at_risk --locale ja", "what learners read"],
    ["daystreak notices test email ops@example.org", "does mail arrive?"],
    ["daystreak notices replay --channel webhook", "after the receiver was down for days"],
  ],
  async run(flags, io) {
    const [action, first, second, more] = flags.positionals;
    const known = ACTIONS.find((one) => one === action);
    if (known === undefined) throw invalid(`say one of ${ACTIONS.join(", ")} after notices`);
    const most = { due: 0, preview: 1, test: 2, replay: 0, enable: 1, keys: 0 }[known];
    const extra = [first, second, more].slice(most).find((given) => given !== undefined);
    if (extra !== undefined) throw invalid(`notices ${known} does not take ${JSON.stringify(extra)}`);
    if (known === "preview") return preview(requireKind(first), flags, io);
    if (known === "keys") return keys(io);
    if (known === "test") return test(first, second ?? "", flags, io);
    const store = await openDatabase(flags, io, { create: false });
    try {
      if (known === "enable") return await enable(store, first, flags, io);
      return known === "due" ? await due(store, io) : await replay(store, flags, io);
    } finally {
      await store.close();
    }
  },
};

async function due(store: Store, io: Io): Promise<ExitCode> {
  const today = Math.floor(io.now() / DAY_MS);
  const counts = await store.notices.deliveryCounts(today - DAYS, today + 2);
  const since = await store.notices.pausedSince();
  const names = [...new Set(counts.map(({ channel }) => channel))].sort();
  const channels = names.map((channel) => {
    const of = (state: string): number =>
      counts
        .filter((one) => one.channel === channel && one.state === state && one.mark === null)
        .reduce((sum, { count }) => sum + count, 0);
    return { channel, waiting: of("waiting"), sent: of("sent"), dropped: of("dropped"), dead: of("dead") };
  });
  const pausedSince = since === undefined ? null : new Date(since).toISOString();
  const gone = (await store.notices.gone()).map((one) => ({ ...one, since: new Date(one.since).toISOString() }));
  if (io.json) {
    io.out(JSON.stringify({ from: formatDate(today - DAYS), paused_since: pausedSince, gone, channels }));
    return EXIT.ok;
  }
  if (pausedSince !== null) io.out(`Sending is paused since ${pausedSince}.`);
  for (const { channel, receiver, since } of gone) {
    io.out(`${channel} is switched off since ${since}: ${receiver || "its receiver"} answered that it is gone.`);
    io.out(`Once it is back: daystreak notices enable ${channel}`);
  }
  if (channels.length === 0) io.out(`No notices in the last ${DAYS} days.`);
  else {
    const rows = channels.map((one) => [one.channel, one.waiting, one.sent, one.dropped, one.dead]);
    for (const line of table([["channel", "waiting", "sent", "dropped", "dead"], ...rows])) io.out(line);
  }
  return EXIT.ok;
}

async function enable(store: Store, channel: string | undefined, flags: Flags, io: Io): Promise<ExitCode> {
  const gone = await store.notices.gone();
  if (channel === undefined) {
    throw invalid(`say which channel: ${gone.map((one) => one.channel).join(", ") || "none is switched off"}`);
  }
  const enabled = await store.notices.forgetGone(channel, io.now());
  if (enabled > 0) await addAudit(store, "notices.enabled", { channel }, flags, io);
  if (io.json) io.out(JSON.stringify({ channel, enabled: enabled > 0 }));
  else if (enabled > 0) io.out(`${channel} calls its receiver again, within a second or two.`);
  else io.out(`${channel} was not switched off.`);
  return EXIT.ok;
}

async function replay(store: Store, flags: Flags, io: Io): Promise<ExitCode> {
  const channel = flags.text("channel");
  let revived = 0;
  let page = await store.notices.dead(PAGE);
  while (page.length > 0) {
    // The last notice of a full page may have more deliveries than the page: it comes whole with the next one.
    const last = page.at(-1);
    const whole = page.filter((one) => page.length < PAGE || !isSameNotice(one, last));
    const wanted = whole.filter((one) => channel === undefined || one.channel === channel);
    revived += await store.notices.revive(wanted, io.now(), io.now() + DAY_MS);
    page = page.length < PAGE ? [] : await store.notices.dead(PAGE, whole.at(-1));
  }
  if (revived > 0) await addAudit(store, "notices.replayed", { channel: channel ?? null, revived }, flags, io);
  if (io.json) io.out(JSON.stringify({ revived }));
  else io.out(`${counted(revived, "delivery", "deliveries")} made due again.`);
  return EXIT.ok;
}

async function addAudit(
  { shared }: Store,
  action: "notices.enabled" | "notices.replayed",
  data: Readonly<Record<string, string | number | null>>,
  flags: Flags,
  io: Io,
): Promise<void> {
  const reason = flags.text("reason") ?? "";
  await shared.addAudit({ id: randomUUID(), at: io.now(), actor: "cli", action, userId: null, reason, data });
}

function isSameNotice(one: DeliveryRow, other: DeliveryRow | undefined): boolean {
  return one.userId === other?.userId && one.noticeId === other.noticeId;
}

async function preview(kind: NoticeKind, flags: Flags, io: Io): Promise<ExitCode> {
  const { texts } = await channelsOf(io);
  const locale = flags.text("locale") ?? "en";
  const words = previewNotice(texts, kind, flags.text("variant") ?? "a", locale);
  // A language without its region is the same language; another one is not what was asked for.
  if (words.locale.split("-")[0] !== locale.split("-")[0]) {
    io.note(`There are no words in ${JSON.stringify(locale)}: readers of it get ${words.locale}.`);
  }
  if (io.json) io.out(JSON.stringify(words));
  else for (const line of [words.title, words.body, ...(words.url === null ? [] : [words.url])]) io.out(line);
  return EXIT.ok;
}

async function test(name: string | undefined, to: string, flags: Flags, io: Io): Promise<ExitCode> {
  const { channels, texts } = await channelsOf(io);
  try {
    const channel = channels.find((one) => one.name === name);
    if (channel === undefined) {
      const known = channels.map((one) => one.name).join(", ") || "none is configured";
      throw invalid(`say by which channel to test: ${known}`);
    }
    const objection = channel.check(to);
    if (objection !== null) throw invalid(`${name} cannot use the address: ${objection}`);
    const kind = flags.text("kind") === undefined ? "daily_reminder" : requireKind(flags.text("kind"));
    const delivery = sampleDelivery(texts, kind, flags.text("locale") ?? "en", to, io.now());
    const outcome = await channel.send(delivery, AbortSignal.timeout(TEST_MS));
    if (io.json) io.out(JSON.stringify(outcome));
    else io.out(outcome.result === "delivered" ? "delivered" : `${outcome.result}: ${outcome.reason}`);
    return outcome.result === "delivered" ? EXIT.ok : EXIT.problems;
  } finally {
    await Promise.all(channels.map((channel) => channel.close()));
  }
}

/** The channels and texts that `serve` would have with the same environment. */
function channelsOf({ env }: Io): Promise<NoticeChannels> {
  const read = settingReader(SERVE_SETTINGS, {}, env);
  return openChannels(readNoticeConfig(read, read("jwt-secret")));
}

function requireKind(text: string | undefined): NoticeKind {
  if (isNoticeKind(text)) return text;
  throw invalid(`say which kind of notice: ${NOTICE_KINDS.join(", ")}`);
}

/** Secrets in the form of an environment file. */
function keys(io: Io): ExitCode {
  const { publicKey, privateKey } = createVapidKeys();
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  if (io.json) io.out(JSON.stringify({ webhook_secret: secret, vapid_key: privateKey, vapid_public_key: publicKey }));
  else for (const line of [`DAYSTREAK_WEBHOOK_SECRETS=${secret}`, `DAYSTREAK_VAPID_KEY=${privateKey}`]) io.out(line);
  return EXIT.ok;
}

import type { TableData } from "../charts/chart-data.ts";
import type { NoticeReport } from "../wire.ts";
import { capital, percent, points, whole } from "../words/numbers.ts";

type Rate = NoticeReport["channels"][number]["opened"];
type Arm = NoticeReport["kinds"][number]["treated"];

/** Notices by kind; with the period before, what was told and followed then. */
export function kindsTable({ kinds }: NoticeReport, before: NoticeReport | undefined): TableData {
  const told = before === undefined ? [] : ["Told before"];
  const followed = before === undefined ? [] : ["Followed before"];
  return {
    head: [
      "Kind",
      "Told",
      ...told,
      "Read",
      "Opened",
      "Dismissed",
      "Followed",
      ...followed,
      "Untold",
      "Untold, followed",
      "Difference",
    ],
    rows: kinds.map(({ kind, treated, held_out: heldOut, lift }) => {
      const was = before?.kinds.find((one) => one.kind === kind)?.treated;
      return [
        nameOf(kind),
        whole(treated.notices),
        ...told.map(() => whole(was?.notices ?? 0)),
        textOf(treated.read),
        textOf(treated.opened),
        textOf(treated.dismissed),
        textOf(treated.followed),
        ...followed.map(() => followedIn(was)),
        whole(heldOut.notices),
        textOf(heldOut.followed),
        lift === null ? "–" : `${points(lift.difference)} (${points(lift.low)}\u00a0to\u00a0${points(lift.high)})`,
      ];
    }),
  };
}

/** Notices by kind and wording. */
export function wordingsTable({ variants }: NoticeReport, before: NoticeReport | undefined): TableData {
  const followed = before === undefined ? [] : ["Followed before"];
  return {
    textColumns: 2,
    head: ["Kind", "Wording", "Told", "Opened", "Followed", ...followed],
    rows: variants.map(({ kind, variant, treated }) => {
      const was = before?.variants.find((one) => one.kind === kind && one.variant === variant)?.treated;
      return [
        nameOf(kind),
        variant,
        whole(treated.notices),
        textOf(treated.opened),
        textOf(treated.followed),
        ...followed.map(() => followedIn(was)),
      ];
    }),
  };
}

/** Deliveries by kind and channel. */
export function channelsTable({ channels }: NoticeReport): TableData {
  return {
    textColumns: 2,
    head: ["Kind", "Channel", "Sent", "Waiting", "Given up", "Dropped", "Opened", "Followed"],
    rows: channels.map(({ kind, channel, sent, waiting, dead, dropped, opened, followed }) => [
      nameOf(kind),
      channel,
      whole(sent),
      whole(waiting),
      whole(dead),
      whole(dropped),
      textOf(opened),
      textOf(followed),
    ]),
  };
}

function followedIn(arm: Arm | undefined): string {
  const rate = arm?.followed.rate ?? null;
  return rate === null ? "–" : percent(rate);
}

/** How many, with their share. */
function textOf({ rate, count }: Rate): string {
  return rate === null ? "–" : count === 0 ? "0" : `${whole(count)}\u00a0(${percent(rate)})`;
}

/** daily_reminder → Daily reminder */
function nameOf(kind: string): string {
  return capital(kind.replaceAll("_", " "));
}

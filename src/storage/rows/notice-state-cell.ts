import { type NoticeKind, type NoticeState, plainNoticeState } from "../../core/notices/notice.ts";
import type { UserState } from "../../core/state.ts";

/** What differs from the plain state, under one letter each: the row is written with every first activity of a date. */
interface Short {
  readonly i: NoticeState["since"];
  readonly r?: number;
  readonly o?: NoticeState["off"];
  readonly c?: readonly string[];
  readonly a?: readonly (readonly [channel: string, id: string])[];
  readonly l?: string;
  readonly h?: string;
  readonly s?: readonly (readonly [number, NoticeKind])[];
  readonly n?: number;
  readonly g?: number;
  readonly w?: readonly (readonly [string, number, number])[];
}

/** States never change, they are replaced: a text that was made once is made again for nobody. */
const texts = new WeakMap<NoticeState, string>();

const FIRST_LETTER = 65;

/** The cell of what a user wants of notices; null for who never had any. */
export function noticeStateCell(state: NoticeState | null): string | null {
  if (state === null) return null;
  let text = texts.get(state);
  if (text === undefined) {
    text = JSON.stringify(shorten(state));
    texts.set(state, text);
  }
  return text;
}

/** What a user wants of notices. */
export function noticeStateOf(cell: string | null): NoticeState | null {
  if (cell === null) return null;
  const { i, r, o, c, a, l, h, s, n, g, w } = JSON.parse(cell) as Short;
  const state: NoticeState = {
    ...plainNoticeState(i),
    ...(r !== undefined && { remindAt: r }),
    ...(o !== undefined && { off: o }),
    ...(c !== undefined && { channels: c }),
    ...(a !== undefined && { addresses: a.map(([channel, id]) => ({ channel, id })) }),
    ...(l !== undefined && { locale: l }),
    ...(h !== undefined && { hours: readHours(h) }),
    ...(s !== undefined && { sent: s }),
    ...(n !== undefined && { nudgedOn: n }),
    ...(g !== undefined && { ignored: g }),
    ...(w !== undefined && { awaited: w.map(([id, from, until]) => ({ id, from, until })) }),
  };
  return state;
}

/** Lets a state have the notices of a cell once somebody looks: most states are only passed on. */
export function deferNotices(state: UserState, cell: string): void {
  const put = (value: NoticeState | null): void => {
    Object.defineProperty(state, "notices", { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(state, "notices", {
    enumerable: true,
    configurable: true,
    get() {
      const notices = noticeStateOf(cell);
      put(notices);
      return notices;
    },
    set: put,
  });
}

function shorten(state: NoticeState): Short {
  const { since, remindAt, off, channels, addresses, locale, hours, sent, nudgedOn, ignored, awaited } = state;
  return {
    i: since,
    ...(remindAt !== null && { r: remindAt }),
    ...(off.length > 0 && { o: off }),
    ...(channels !== null && { c: channels }),
    ...(addresses.length > 0 && { a: addresses.map(({ channel, id }) => [channel, id] as const) }),
    ...(locale !== null && { l: locale }),
    ...(hours.length > 0 && { h: hoursText(hours) }),
    ...(sent.length > 0 && { s: sent }),
    ...(nudgedOn !== null && { n: nudgedOn }),
    ...(ignored > 0 && { g: ignored }),
    ...(awaited.length > 0 && { w: awaited.map(({ id, from, until }) => [id, from, until] as const) }),
  };
}

/** For each date the days since the one before, in base 36, and the hour as a letter from A: two characters nearly always. */
function hoursText(hours: readonly number[]): string {
  let text = "";
  let last = 0;
  for (const packed of hours) {
    const date = Math.floor(packed / 24);
    text += (date - last).toString(36) + String.fromCharCode(FIRST_LETTER + packed - date * 24);
    last = date;
  }
  return text;
}

function readHours(text: string): number[] {
  const hours: number[] = [];
  let date = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const hour = text.charCodeAt(i) - FIRST_LETTER;
    // Digits stand before capitals, small letters after them.
    if (hour < 0 || hour >= 24) continue;
    date += Number.parseInt(text.slice(from, i), 36);
    hours.push(date * 24 + hour);
    from = i + 1;
  }
  return hours;
}

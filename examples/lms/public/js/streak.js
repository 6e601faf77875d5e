import { call, signedIn } from "./api.js";

let latest;
const listeners = new Set();

/** The streak as last read: the answer of `GET /api/streak/` with the last week and the goal beside it; undefined before that. */
export function streakNow() {
  return signedIn() === null ? undefined : latest;
}

/** Calls `listener` with every new reading (and the one before), until the element it draws has left the page. */
export function followStreak(element, listener) {
  const entry = { element, listener };
  listeners.add(entry);
  if (streakNow() !== undefined) listener(latest, latest);
}

/** Reads the streak, the goal and the week. A failure leaves what is shown: the page itself says what went wrong. */
export async function loadStreak() {
  try {
    const [streak, me] = await Promise.all([call("GET", "/api/streak/"), call("GET", "/api/me/")]);
    const dates = lastDates(streak.date, 7);
    const { days } = await call("GET", `/api/activity/?from=${dates[0]}&to=${streak.date}`);
    const week = dates.map((date) => days.find((day) => day.date === date) ?? { date, status: "none" });
    const before = latest?.user_id === streak.user_id ? latest : undefined;
    latest = { ...streak, week, daily_goal: me.goal };
    for (const entry of listeners) {
      if (entry.element.isConnected) entry.listener(latest, before);
      else listeners.delete(entry);
    }
  } catch {
    // Shown by the page: its own calls fail too.
  }
}

function lastDates(date, count) {
  const end = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: count }, (_, n) =>
    new Date(end - (count - 1 - n) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** What the state of a streak means for today, in a sentence. */
export function sentence(streak) {
  const { state, current_streak: days, today, lost } = streak;
  if (state === "at_risk") return `Learn something today to keep your ${days}-day streak.`;
  if (state === "active") {
    if (today.status === "none") return `Today is ${today.protection ?? "protected"}: your streak is safe.`;
    return today.status === "complete"
      ? "Today's goal is met. See you tomorrow!"
      : "You were here today. Your streak is safe.";
  }
  if (state === "broken" && lost !== null)
    return `Your streak of ${lost.length} ended on ${shortDate(lost.ended_on)}. A new one starts today.`;
  return "Your first step today starts a streak.";
}

/** How long the learner's day still lasts, such as `5 h 12 min`. */
export function timeLeft(streak) {
  const minutes = Math.max(0, Math.ceil((Date.parse(streak.day_ends_at) - Date.now()) / 60_000));
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** `2026-03-01` as `Mar 1`, in the words of the browser. */
export function shortDate(date) {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString(undefined, {
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  });
}

/** The weekday of a date, `short` or `long`. */
export function weekday(date, form) {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString(undefined, { weekday: form, timeZone: "UTC" });
}

import {
  dayStartAt,
  emptyHistory,
  type Grant,
  type History,
  inOrder,
  type KeptActivity,
  type ModelRules,
  type Preferences,
  preferenceAt,
  rulesOn,
  type SentActivity,
  turnsOf,
  zoneAt,
} from "./history.ts";
import { type Judgement, judge, lessonsOf, problemsOf, type Run, shieldOf, statusOf } from "./judge.ts";
import { dateOf, endOf, lastDateOver } from "./local-time.ts";

/** What can be compared with an answer about one streak; dates are day numbers. */
export interface ModelStreak extends Run {
  state: "active" | "at_risk" | "broken" | "none";
}

/** What the model says about a user at an instant. */
export interface ModelView {
  readonly zone: string;
  readonly date: number;
  readonly dayEndsAt: number;
  readonly closedThrough: number | null;
  readonly presence: ModelStreak;
  readonly goal: ModelStreak;
  readonly today: { status: "none" | "partial" | "complete"; problems: number; lessons: string[] };
  /** Those of the date. */
  readonly rules: ModelRules;
  readonly freezesHeld: number;
  readonly restoresLeft: number;
  readonly nextMilestone: { days: number; remaining: number } | null;
  readonly judgement: Judgement;
  /** What it was made from. */
  readonly history: History;
}

/** Settings as somebody changes them; absent keys stay. */
export type SettingsChange = Partial<Preferences>;

/** The newest listed length after `current`; past the list, every further 365 days. */
function milestoneAfter(milestones: readonly number[], current: number): { days: number; remaining: number } | null {
  if (milestones.length === 0) return null;
  let days = milestones.find((length) => length > current);
  for (let year = 365; days === undefined; year += 365) if (year > current) days = year;
  return { days, remaining: days - current };
}

/**
 * The brute-force model: it keeps what happened as lists and, asked for an instant, computes everything again from them.
 * Written from the design alone; slow on purpose.
 */
export class Model {
  readonly history: History;
  #arrivals = 0;

  constructor(rules: ModelRules, defaultZone: string) {
    this.history = emptyHistory(rules, defaultZone);
  }

  /** Records activities that arrive together. */
  record(now: number, sent: readonly SentActivity[]): void {
    const sorted = inOrder(sent.map((a) => ({ ...a, at: Math.min(a.at, now), datedIn: a.zone ?? "" })));
    this.#arrivals += 1;
    const before = [...this.history.activities];
    for (const { datedIn: _, ...activity } of sorted) this.#recordOne(now, activity);
    if (this.history.activities.length > before.length) this.#excuse(now, before);
  }

  #recordOne(now: number, sent: SentActivity): void {
    const { history } = this;
    const fixed = preferenceAt(history, "fixedZone", sent.at);
    const datedIn = fixed ?? sent.zone ?? zoneAt(history, sent.at);
    const date = dateOf(sent.at, datedIn, dayStartAt(history, sent.at));
    const kept: KeptActivity = {
      ...sent,
      date,
      datedIn,
      receivedAt: now,
      arrival: this.#arrivals,
      evidence: fixed === null,
    };
    // An id is the identity; without one it is type, ref and date, which browsing does not have.
    const isKnown = history.activities.some((a) =>
      sent.id === undefined
        ? sent.ref !== undefined && a.id === undefined && a.type === sent.type && a.ref === sent.ref && a.date === date
        : a.id === sent.id,
    );
    if (isKnown) return;

    history.activities.push(kept);
  }

  /** What was covered before some activities arrived and is broken by them is excused. */
  #excuse(now: number, before: readonly KeptActivity[]): void {
    const { history } = this;
    const closed = this.closedThrough(now);
    const covered = judge(history, before, closed).dates.filter((d) => d.shield === "frozen" || d.shield === "skipped");
    for (;;) {
      // A granted freeze is spent elsewhere because of them, or a date exists again: what it had covered is excused,
      // earliest first.
      const after = judge(history, history.activities, closed).dates;
      const broken = covered.find((d) => after.some((x) => x.date === d.date && x.broke));
      if (broken === undefined) return;
      history.protections.push({ id: `system ${broken.date}`, date: broken.date, kind: "excused" });
    }
  }

  /** Changes settings from the end of the current local date on; before any activity, as if they always had held. */
  settings(now: number, change: SettingsChange): void {
    const { history } = this;
    const zone = zoneAt(history, now);
    const dayStart = dayStartAt(history, now);
    const today = dateOf(now, zone, dayStart);
    const always = { effectiveAt: Number.NEGATIVE_INFINITY, from: Number.NEGATIVE_INFINITY };
    const since =
      history.activities.length === 0 ? always : { effectiveAt: endOf(today, zone, dayStart), from: today + 1 };
    for (const [name, value] of Object.entries(change)) {
      const key = name as keyof Preferences;
      // What waits for its time is replaced; what holds already stays until then.
      const isFirst = history.activities.length === 0;
      const kept = history.settings.filter((row) => row.key !== key || (row.effectiveAt <= now && !isFirst));
      history.settings.splice(0, history.settings.length, ...kept, { key, value, ...since });
    }
  }

  /** Changes the rules, from the user's next local date on. */
  changeRules(now: number, rules: ModelRules): void {
    const zone = zoneAt(this.history, now);
    const dayStart = dayStartAt(this.history, now);
    const today = dateOf(now, zone, dayStart);
    this.history.laterRules.push({ effectiveAt: endOf(today, zone, dayStart), from: today + 1, rules });
  }

  /** Protects dates; past ones too. */
  protect(id: string, kind: "paused" | "excused", from: number, to: number): void {
    for (let date = from; date <= to; date++) this.history.protections.push({ id, date, kind });
  }

  /** Withdraws an act of protection; the longest streak keeps what it had as a floor. */
  withdraw(now: number, id: string): void {
    const before = this.view(now);
    const kept = this.history.protections.filter((row) => row.id !== id);
    this.history.protections.splice(0, this.history.protections.length, ...kept);
    const after = this.view(now);
    const { floors } = this.history;
    if (after.presence.max < before.presence.max) floors.presence = before.presence.max;
    if (after.goal.max < before.goal.max) floors.goal = before.goal.max;
  }

  /** Marks every missed date between the run that was lost and today; says whether there was anything to restore in time. */
  restore(now: number): boolean {
    const { history } = this;
    const view = this.view(now);
    const { primary, restores, restoreWithinDays } = view.rules;
    const { closedThrough, date, judgement } = view;
    const { lost } = view[primary];
    if (lost === null || closedThrough === null || history.restoresUsed >= restores) return false;
    const broke = judgement.dates.findLast((d) => (primary === "goal" ? d.brokeGoal : d.broke))?.date;
    const counts = primary === "goal" ? ["complete"] : ["complete", "partial"];
    // What was frozen meanwhile, while the other streak ran on, is restored too: its freeze returns.
    const missed = judgement.dates.filter(
      (d) =>
        broke !== undefined &&
        d.date >= broke &&
        d.date <= closedThrough &&
        !counts.includes(d.status) &&
        (d.shield === null || d.shield === "frozen"),
    );
    // The break comes to light on the date after the missed one.
    if (broke === undefined || date - (broke + 1) > restoreWithinDays) return false;
    for (const d of missed) history.protections.push({ id: `restore ${now}`, date: d.date, kind: "restored" });
    history.restoresUsed += 1;
    return true;
  }

  /** Gives freezes from support; the local date of the act decides what they cover. */
  grant(now: number, count: number): void {
    const grant: Grant = { date: this.view(now).date, count };
    this.history.grants.push(grant);
  }

  /** Every date up to this one is over for good, as learned by `now`, arrival by arrival: it never moves back. */
  closedThrough(now: number): number | null {
    const { activities } = this.history;
    const arrivals = [...new Set(activities.map((a) => a.arrival))];
    return this.#closed(
      now,
      arrivals.map((arrival) => {
        const known = activities.filter((a) => a.arrival <= arrival);
        return { at: Math.max(...known.map((a) => a.receivedAt)), known };
      }),
    );
  }

  /** The same, as if every activity had arrived at the instant it happened. */
  closedThroughLive(asOf: number): number | null {
    const { activities } = this.history;
    const instants = [...new Set(activities.map((a) => a.at))].filter((at) => at <= asOf).sort((a, b) => a - b);
    return this.#closed(
      asOf,
      instants.map((at) => ({ at, known: activities.filter((a) => a.at <= at) })),
    );
  }

  /** The greatest date that was ever over, while each state of knowledge lasted. */
  #closed(until: number, stages: readonly { at: number; known: readonly KeptActivity[] }[]): number | null {
    let closed: number | null = null;
    for (const [index, { at: from, known }] of stages.entries()) {
      const last = inOrder(known).at(-1);
      if (last === undefined) continue;
      const to = Math.min(stages[index + 1]?.at ?? until, until);
      // Settings that took effect between the last activity and its arrival count as if it had come in time.
      const turns = turnsOf(this.history).filter((at) => at > last.at && at <= to);
      const ends = [from, ...turns.flatMap((turn) => [turn - 1, turn]), Math.max(from, to - 1), Math.max(from, to)];
      for (const at of ends) {
        const zone = zoneAt({ ...this.history, activities: [...known] }, at);
        const dayStart = dayStartAt(this.history, at);
        const over = Math.min(lastDateOver(at, zone, dayStart), lastDateOver(at, last.datedIn, dayStart));
        closed = closed === null ? over : Math.max(closed, over);
      }
    }
    return closed;
  }

  /** The first instant after which the date cannot recur, settings that wait for their time included. */
  #endOf(history: History, date: number, now: number): number {
    const edges = [now, ...turnsOf(history).filter((at) => at > now)];
    let end = now;
    for (const [index, from] of edges.entries()) {
      // A date that is over stays over here, though a zone that waits for its time may bring it back later.
      if (from > end) break;
      const over = Math.min(
        endOf(date, zoneAt(history, from), dayStartAt(history, from)),
        edges[index + 1] ?? Number.POSITIVE_INFINITY,
      );
      if (over > from) end = over;
    }
    return end;
  }

  /** What to show at `now`, by everything received so far. */
  view(now: number): ModelView {
    return this.#show(now, this.history, this.closedThrough(now));
  }

  /** What to show as of an instant: activities up to it whenever received, protections by the date they cover. */
  asOf(at: number): ModelView {
    const activities = this.history.activities.filter((a) => a.at <= at);
    const past: History = { ...this.history, activities };
    if (activities.length === 0) {
      const today = dateOf(at, past.defaultZone, dayStartAt({ ...past, settings: [] }, at));
      return this.#show(at, { ...past, settings: [], grants: past.grants.filter((g) => g.date <= today) }, null);
    }
    const today = dateOf(at, zoneAt(past, at), dayStartAt(past, at));
    return this.#show(at, { ...past, grants: past.grants.filter((g) => g.date <= today) }, this.closedThroughLive(at));
  }

  #show(now: number, history: History, closedThrough: number | null): ModelView {
    const zone = zoneAt(history, now);
    const dayStart = dayStartAt(history, now);
    const date = dateOf(now, zone, dayStart);
    const rules = rulesOn(history, date);
    const judgement = judge(history, history.activities, closedThrough);
    const todays = history.activities.filter((a) => a.date === date);
    const status = statusOf(history, date, todays);
    const judged = judgement.dates.find((d) => d.date === date);
    const shield = judged === undefined ? shieldOf(history, history.activities, date) : judged.shield;
    const shielded = shield !== null && shield !== "skipped";
    const presence = withFloor(judgement.presence, history.floors.presence);
    const goal = withFloor(judgement.goal, history.floors.goal);
    return {
      zone,
      date,
      dayEndsAt: this.#endOf(history, date, now),
      closedThrough,
      presence: { ...presence, state: stateOf(presence, date, shielded) },
      goal: { ...goal, state: stateOf(goal, date, shielded) },
      today: { status, problems: problemsOf(todays).size, lessons: [...lessonsOf(todays)].sort() },
      freezesHeld: judgement.freezesHeld,
      rules,
      restoresLeft: rules.restores - this.history.restoresUsed,
      nextMilestone: milestoneAfter(rules.milestones, rules.primary === "goal" ? goal.current : presence.current),
      judgement,
      history,
    };
  }
}

function withFloor(run: Run, floor: number): Run {
  return { ...run, max: Math.max(run.max, floor) };
}

function stateOf(run: Run, today: number, todayShielded: boolean): ModelStreak["state"] {
  if (run.lastDate === null) return "none";
  if (run.current === 0) return "broken";
  return run.lastDate >= today || todayShielded ? "active" : "at_risk";
}

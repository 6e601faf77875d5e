import { formatDate } from "../../src/core/calendar.ts";
import { formatClock } from "../../src/core/rules-check.ts";
import { coreSurface } from "../../src/testing/core-surface.ts";
import type { Session, Surface } from "../../src/testing/surface.ts";
import { calendarOf, protectionOn } from "./calendar.ts";
import { MINUTE, type Story } from "./histories.ts";
import { Model, type ModelView } from "./model.ts";

const USER = "learner";
const SERVER = "a";

/** A story told to the model and to the core alike. */
export interface Replay {
  readonly model: Model;
  readonly session: Session;
  /** When the last thing happened. */
  readonly end: number;
  /** Moves the clock. */
  readonly at: (now: number) => void;
}

/** How a story is told. */
export interface ReplayOptions {
  /** What tells the story; the pure core by default. */
  readonly surface?: Surface;
  /** @default "key" */
  readonly source?: "live" | "key";
  /** Gives every activity an id, so that each is a row of the log and can be read as of any instant. */
  readonly logged?: boolean;
  /** Called after everything that happens. */
  readonly each?: (now: number, replay: Omit<Replay, "end">, index: number) => Promise<void>;
  /** What is sent at one time happened at one instant, or in the order in which it is sent; else in the opposite order. */
  readonly instants?: "one" | "ascending";
  /** Ticks at this interval between everything that happens, in milliseconds. */
  readonly tickEvery?: number;
}

/** Tells a story. Activities that arrive together are sent one by one where grants are about: only there order shows. */
export async function replay(story: Story, options: ReplayOptions = {}): Promise<Replay> {
  const clock = { now: story.begin };
  const shared = {
    primary: story.primary,
    goal: story.goal,
    freezes: story.freezes,
    restores: story.restores,
    restDays: story.restDays,
    bridgeTravel: story.bridgeTravel,
  };
  const model = new Model(
    {
      ...shared,
      restoreWithinDays: 7,
      calendar: [],
      milestones: [7, 30, 100, 365],
      dayStart: story.dayStart,
    },
    story.defaultZone,
  );
  const session = await (options.surface ?? coreSurface()).open({
    rules: { ...shared, dayStart: formatClock(story.dayStart) },
    defaultZone: story.defaultZone,
    clock: () => clock.now,
  });
  const at = (now: number): void => {
    clock.now = now;
  };
  let now = story.begin;
  let serial = 0;
  for (const [index, happening] of story.happenings.entries()) {
    const before = now;
    now += happening.gap * MINUTE;
    for (let tick = before; options.tickEvery !== undefined && tick <= now; tick += options.tickEvery) {
      at(tick);
      await session.change(SERVER, USER, { kind: "tick" });
    }
    at(now);
    switch (happening.do) {
      case "record":
        for (const together of happening.together === true ? [happening.sent] : happening.sent.map((one) => [one])) {
          const sent = together.map((activity) => {
            serial += 1;
            const id = options.logged === true ? { id: `${activity.type}-${serial}` } : {};
            return { ...activity, ...id, at: now - happening.late * MINUTE + shiftOf(serial, options) };
          });
          model.record(now, sent);
          await session.record(
            SERVER,
            sent.map((activity) => ({ ...activity, userId: USER })),
            { source: options.source ?? "key" },
          );
        }
        break;
      case "settings":
        model.settings(now, happening.change);
        await session.change(SERVER, USER, { kind: "settings", patch: happening.change });
        break;
      case "protect": {
        const id = `act-${index}`;
        const from = model.view(now).date + happening.from;
        const to = from + happening.days - 1;
        model.protect(id, happening.kind, from, to);
        await session.change(SERVER, USER, {
          kind: "protect",
          id,
          protection: happening.kind,
          from,
          to,
          reason: "",
          by: "test",
        });
        break;
      }
      case "withdraw": {
        const acts = story.happenings.flatMap((h, i) => (h.do === "protect" && i < index ? [`act-${i}`] : []));
        const id = acts[happening.which];
        if (id === undefined) break;
        model.withdraw(now, id);
        await session.change(SERVER, USER, { kind: "withdraw", id });
        break;
      }
      case "grant": {
        const held = model.view(now).freezesHeld;
        const word = await session.change(SERVER, USER, {
          kind: "grant",
          id: `g${index}`,
          freezes: 1,
          reason: "",
          by: "test",
        });
        if (held < story.freezes.cap) model.grant(now, 1);
        else if (word !== "freeze_cap_reached") throw new Error(`a grant over the cap was ${word}`);
        break;
      }
      case "restore": {
        const word = await session.change(SERVER, USER, {
          kind: "restore",
          id: `r${index}`,
          reason: "",
          by: "test",
        });
        const wanted = model.restore(now);
        if (wanted !== (word === "accepted"))
          throw new Error(`a restore was ${word}, and should${wanted ? "" : " not"} be`);
        break;
      }
      case "tick":
        await session.change(SERVER, USER, { kind: "tick" });
        break;
    }
    await options.each?.(now, { model, session, at }, index);
  }
  return { model, session, end: now, at };
}

/** Keeps instants apart, by less than any gap of a story. */
function shiftOf(serial: number, { instants }: ReplayOptions): number {
  if (instants === "one") return 0;
  return instants === "ascending" ? serial * 7 - 1_000 : serial * -7;
}

/** What the core answers at an instant, in the form of {@link expected}. */
export async function answered(session: Session, asOf?: number): Promise<unknown> {
  const streak = await session.streak(SERVER, USER, asOf);
  if (streak === undefined) return undefined;
  const { zone, date, presence, goal, today, freezes, restores_left, next_milestone, day_ends_at, lost } = streak;
  return {
    zone,
    date,
    presence,
    goal,
    today: { ...today, lesson_ids: [...today.lesson_ids].sort() },
    held: freezes.held,
    restores_left,
    next_milestone,
    day_ends_at: Date.parse(day_ends_at),
    lost,
  };
}

/** What the model says, in the words of the answers. */
export function expected(view: ModelView, primary: "presence" | "goal"): unknown {
  const numbers = ({ current, max, lastDate, startedOn, state }: ModelView["presence"]): unknown => ({
    current_streak: current,
    max_streak: max,
    last_activity_date: lastDate === null ? null : formatDate(lastDate),
    started_on: startedOn === null ? null : formatDate(startedOn),
    state,
  });
  const { lost } = view[primary];
  const protection = protectionOn(view, view.date);
  return {
    zone: view.zone,
    date: formatDate(view.date),
    presence: numbers(view.presence),
    goal: numbers(view.goal),
    today: {
      status: view.today.status,
      problems_solved: view.today.problems,
      lesson_ids: view.today.lessons,
      ...(view.today.status === "none" && protection !== null && { protection }),
    },
    held: view.freezesHeld,
    restores_left: view.restoresLeft,
    next_milestone: view.nextMilestone,
    day_ends_at: view.dayEndsAt,
    lost: lost === null ? null : { length: lost.length, ended_on: formatDate(lost.endedOn) },
  };
}

/** The calendar as it is answered and as the model has it, from before the first date to `to`. */
export async function calendars(
  session: Session,
  view: ModelView,
  to: number,
  asOf?: number,
): Promise<{ answered: unknown; expected: unknown }> {
  const from = Math.min(view.judgement.dates[0]?.date ?? to, to) - 9;
  const calendar = await session.calendar(SERVER, USER, { from, to }, asOf);
  const days = calendar?.days.map((day) => ({ ...day, lesson_ids: [...day.lesson_ids].sort() }));
  return { answered: days, expected: calendarOf(view, from, to) };
}

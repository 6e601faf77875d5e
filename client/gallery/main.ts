import "../src/elements/index.ts";
import { provideClient, registerLocale } from "../src/elements/index.ts";
import type { StreakAnswer } from "../src/wire.ts";
import { atRisk, createDemoSource, type DemoSource, demoDays, demoStreak } from "./demo-source.ts";

const nothing = { status: "none", problems_solved: 0, lesson_ids: [] } as const;
const page = new URLSearchParams(location.search);
document.documentElement.lang = page.get("lang") ?? "en";
document.documentElement.dir = page.get("dir") ?? "ltr";

/** The page's client, also for those who try things in the console. */
const source: DemoSource = createDemoSource();
Object.assign(globalThis, {
  demo: { source, createDemoSource, atRisk, demoStreak, demoDays, provideClient, registerLocale },
});
provideClient(source);

const frozenYesterday = demoDays("2026-03-02");
frozenYesterday.push({
  ...(frozenYesterday[0] as (typeof frozenYesterday)[0]),
  date: "2026-03-03",
  status: "none",
  problems_solved: 0,
  lesson_ids: [],
  protection: "frozen",
});
const flames: readonly [title: string, streak: StreakAnswer | null, source?: DemoSource][] = [
  ["Active", demoStreak()],
  ["At risk", atRisk()],
  ["Kept by a freeze", null, createDemoSource(atRisk({ last_activity_date: "2026-03-02" }), frozenYesterday)],
  ["Resting", atRisk({ state: "active", today: { ...nothing, lesson_ids: [], protection: "rest" } })],
  [
    "Broken",
    atRisk({
      state: "broken",
      current_streak: 0,
      started_on: null,
      lost: { length: 23, ended_on: "2026-03-02" },
      restores_left: 1,
    }),
  ],
  ["None", atRisk({ state: "none", current_streak: 0, max_streak: 0, started_on: null, last_activity_date: null })],
  ["Waiting", null, createDemoSource(null)],
];

function card(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  heading.textContent = title;
  section.append(heading, ...children);
  return section;
}

function widget<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

if (page.has("empty")) document.body.replaceChildren();
else showAll(document.querySelector("main") as HTMLElement);

function showAll(main: HTMLElement): void {
  const year = card("The year", widget("daystreak-calendar"));
  year.className = "wide";
  main.append(
    ...flames.map(([title, streak, client]) =>
      card(title, widget("daystreak-flame", client === undefined ? { streak } : { client })),
    ),
    card("The week", widget("daystreak-week")),
    year,
    card("The goal", widget("daystreak-goal")),
    card(
      "The goal, met",
      widget("daystreak-goal", {
        streak: demoStreak({ today: { status: "complete", problems_solved: 4, lesson_ids: [] } }),
        goal: { problems: 3 },
      }),
    ),
    card("The goal, compact", widget("daystreak-goal", {}, { compact: "" })),
    card("Minutes", widget("daystreak-goal", { goal: { minutes: 40 } })),
  );
  const why = card("Why?", widget("daystreak-explain", {}, { open: "" }));
  why.className = "double";
  main.append(why);

  const milestone = widget(
    "daystreak-milestone",
    { streak: demoStreak({ next_milestone: { days: 100, remaining: 70 } }) },
    { inline: "", duration: "0" },
  );
  main.append(card("A milestone", milestone));
  milestone.celebrate(30);
}

declare global {
  var demo: {
    readonly source: DemoSource;
    readonly createDemoSource: typeof createDemoSource;
    readonly atRisk: typeof atRisk;
    readonly demoStreak: typeof demoStreak;
    readonly demoDays: typeof demoDays;
    readonly provideClient: typeof provideClient;
    readonly registerLocale: typeof registerLocale;
  };
}

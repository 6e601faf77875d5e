import { DaystreakCalendar } from "./calendar.ts";
import { DaystreakExplain } from "./explain.ts";
import { DaystreakFlame } from "./flame.ts";
import { DaystreakGoal } from "./goal.ts";
import { DaystreakMilestone } from "./milestone.ts";
import { DaystreakWeek } from "./week.ts";

export { registerLocale } from "./locale.ts";
export { provideClient } from "./page-client.ts";
export type { MessageKey, Messages, Plural } from "./texts/messages.ts";
export { DaystreakCalendar, DaystreakExplain, DaystreakFlame, DaystreakGoal, DaystreakMilestone, DaystreakWeek };

declare global {
  interface HTMLElementTagNameMap {
    "daystreak-flame": DaystreakFlame;
    "daystreak-week": DaystreakWeek;
    "daystreak-calendar": DaystreakCalendar;
    "daystreak-goal": DaystreakGoal;
    "daystreak-milestone": DaystreakMilestone;
    "daystreak-explain": DaystreakExplain;
  }
}

const elements: { readonly [name: string]: CustomElementConstructor } = {
  "daystreak-flame": DaystreakFlame,
  "daystreak-week": DaystreakWeek,
  "daystreak-calendar": DaystreakCalendar,
  "daystreak-goal": DaystreakGoal,
  "daystreak-milestone": DaystreakMilestone,
  "daystreak-explain": DaystreakExplain,
};

// Loaded on a server, or a second time on a page, it defines nothing.
if (globalThis.customElements !== undefined) {
  for (const [name, element] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}

import type { ReactNode } from "react";
import type { Settings } from "../wire.ts";
import { longDate } from "../words/dates.ts";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** How the days of a user are judged, now and from the next local date. */
export function SettingsCard({ settings }: { readonly settings: Settings }): ReactNode {
  const { pending, switches, current_zone: current } = settings;
  const off = [!switches.streaks && "streaks", !switches.notices && "notices", !switches.tracking && "tracking"];
  const rows: readonly (readonly [string, string])[] = [
    ...wordsOf(settings, current),
    ["Switched off", off.filter(Boolean).join(", ") || "nothing"],
    ...(pending === null
      ? []
      : wordsOf(pending, current)
          .filter(([, text], i) => text !== wordsOf(settings, current)[i]?.[1])
          .map(([term, text]) => [`${term} from ${longDate(pending.effective_from)}`, text] as const)),
  ];
  return (
    <section className="card part" aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <dl className="known">
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

type View = Pick<Settings, "zone" | "day_start" | "goal" | "rest_days">;

function wordsOf(view: View, current: string): readonly (readonly [string, string])[] {
  return [
    ["Zone", view.zone === "follow" ? `follows the device, now ${current}` : `${view.zone}, fixed`],
    ["Day begins", view.day_start],
    [
      "Daily goal",
      Object.entries(view.goal)
        .map(([kind, amount]) => `${JSON.stringify(amount)} ${kind}`)
        .join(", "),
    ],
    ["Rest days", view.rest_days.map((day) => WEEKDAYS[day - 1]).join(", ") || "none"],
  ];
}

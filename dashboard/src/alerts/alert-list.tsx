import type { ReactNode } from "react";
import { weekdayDate } from "../words/dates.ts";

/** What is strange, as far as it is shown. */
export interface ShownAlert {
  readonly kind: string;
  readonly date: string;
  readonly text: string;
}

/** What is strange, the newest first. */
export function AlertList({ alerts }: { readonly alerts: readonly ShownAlert[] }): ReactNode {
  return (
    <ol className="alerts">
      {alerts.toReversed().map((alert) => (
        <li key={`${alert.kind} ${alert.date} ${alert.text}`}>
          <time dateTime={alert.date}>{weekdayDate(alert.date)}</time>
          <p>{alert.text}</p>
        </li>
      ))}
    </ol>
  );
}

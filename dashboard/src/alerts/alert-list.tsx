import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Alert } from "../wire.ts";
import { weekdayDate } from "../words/dates.ts";
import { whole } from "../words/numbers.ts";

/** What is strange, the newest first: what was seen, what is usual, why it is told, what to look at. */
export function AlertList({ alerts }: { readonly alerts: readonly Alert[] }): ReactNode {
  return (
    <ol className="alerts">
      {alerts.toReversed().map((alert) => (
        <li key={alert.id}>
          <h3>
            {alert.title}
            <span>
              <time dateTime={alert.date}>{weekdayDate(alert.date)}</time>
              {alert.until !== alert.date && (
                <>
                  {" to "}
                  <time dateTime={alert.until}>{weekdayDate(alert.until)}</time>
                </>
              )}
            </span>
          </h3>
          <p className="seen">{alert.text}</p>
          <dl>
            <dt>Usual</dt>
            <dd>{alert.usual_text}</dd>
            <dt>Why it is told</dt>
            <dd>{alert.reason}</dd>
            <dt>What to look at</dt>
            <dd>{alert.look_at}</dd>
            {alert.user_ids.length > 0 && (
              <>
                <dt>Who</dt>
                <dd>
                  <Users alert={alert} />
                </dd>
              </>
            )}
          </dl>
        </li>
      ))}
    </ol>
  );
}

function Users({ alert: { user_ids: ids, users } }: { readonly alert: Alert }): ReactNode {
  return (
    <ul className="ids">
      {ids.map((id) => (
        <li key={id}>
          <Anchor component={Link} href={`/users/${encodeURIComponent(id)}`} inherit>
            {id}
          </Anchor>
        </li>
      ))}
      {users > ids.length && <li>and {whole(users - ids.length)} more</li>}
    </ul>
  );
}

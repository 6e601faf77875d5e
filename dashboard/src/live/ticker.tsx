import { Anchor } from "@mantine/core";
import { memo, type ReactNode } from "react";
import { Link } from "wouter";
import { clockTime } from "../words/dates.ts";
import { factTone, factWords } from "./fact-words.ts";
import { keyOf, type SomebodysFact } from "./live-news.ts";

/** Facts as they come, the newest first. Who listens to the page hears what is new once it pauses. */
export const Ticker = memo(function Ticker({ facts }: { readonly facts: readonly SomebodysFact[] }): ReactNode {
  if (facts.length === 0) {
    return <p className="empty">Nothing since this page was opened. What learners do shows up here within a second.</p>;
  }
  return (
    <ol className="ticker" aria-label="Facts, the newest first">
      {facts.map((fact) => (
        <li key={keyOf(fact)} className={`tone-${factTone(fact.kind)}`}>
          <time dateTime={fact.at}>{clockTime(fact.at)}</time>
          <span>
            <Anchor component={Link} href={`/users/${encodeURIComponent(fact.user_id)}`} inherit>
              {fact.user_id}
            </Anchor>{" "}
            {factWords(fact)}
          </span>
        </li>
      ))}
    </ol>
  );
});

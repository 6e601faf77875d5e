import type { FeedAnswer } from "@daystreak/client";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { usePages } from "../api/use-pages.ts";
import { factWords } from "../live/fact-words.ts";
import { Failure } from "../shell/failure.tsx";
import { longDate } from "../words/dates.ts";
import { apiOf } from "./user-id.ts";

/** What was concluded about a user, newest first. */
export function Feed({ userId, version }: { readonly userId: string; readonly version: number }): ReactNode {
  const { pages, problem, isLoading, isMore, more, retry } = usePages<FeedAnswer>(
    (cursor) => apiOf(userId)(`feed?limit=15${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`),
    version,
  );
  const facts = pages.flatMap((page) => page.facts);
  return (
    <section className="card part" aria-labelledby="feed">
      <h2 id="feed">Feed</h2>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {facts.length === 0 && !isLoading && problem === undefined && <p className="quiet">Nothing was concluded yet.</p>}
      <ol className="feed">
        {facts.map((fact) => (
          <li key={fact.id}>
            <time dateTime={fact.at}>{longDate(fact.date)}</time>
            <span>{factWords({ ...fact, user_id: userId })}</span>
          </li>
        ))}
      </ol>
      {isMore && (
        <Button variant="default" size="xs" loading={isLoading} onClick={more}>
          Show older
        </Button>
      )}
    </section>
  );
}

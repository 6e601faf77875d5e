import { useCallback, useEffect, useState } from "react";
import type { Fact, FeedAnswer } from "../wire.ts";
import { useDaystreak } from "./provider.ts";

/** What was concluded about the learner so far. */
export interface FeedState {
  /** Newest first. */
  readonly facts: readonly Fact[];
  /** Whether there are older ones. */
  readonly hasMore: boolean;
  /** Why the last attempt failed. */
  readonly error: Error | null;
  /** Reads the next page. */
  readonly more: () => void;
}

interface Pages extends Omit<FeedState, "more" | "hasMore"> {
  readonly cursor: string | null;
}

const EMPTY: Pages = { facts: [], cursor: null, error: null };

/** The learner's facts in pages; new ones appear by themselves. */
export function useFeed(): FeedState {
  const client = useDaystreak();
  const [{ facts, cursor, error }, setPages] = useState(EMPTY);

  const read = useCallback(
    (from?: string) => {
      let isOver = false;
      client.feed(from).then(
        (page: FeedAnswer) =>
          isOver || setPages((old) => ({ facts: merge(old.facts, page.facts), cursor: page.next_cursor, error: null })),
        (failure: Error) => isOver || setPages((old) => ({ ...old, error: failure })),
      );
      return () => {
        isOver = true;
      };
    },
    [client],
  );

  useEffect(() => {
    setPages(EMPTY);
    const stopReading = read();
    const stopListening = client.on("fact", (fact) => setPages((old) => ({ ...old, facts: merge([fact], old.facts) })));
    return () => {
      stopReading();
      stopListening();
    };
  }, [client, read]);

  const more = useCallback(() => void (cursor !== null && read(cursor)), [cursor, read]);
  return { facts, error, more, hasMore: cursor !== null };
}

/** The second list after the first, each fact once. */
function merge(first: readonly Fact[], second: readonly Fact[]): Fact[] {
  return [...new Map([...first, ...second].map((fact) => [fact.id, fact])).values()];
}

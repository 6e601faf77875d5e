import { useEffect } from "react";
import useSWRInfinite from "swr/infinite";
import type { ApiProblem } from "./problem.ts";

/** A list of the API that comes in pages. */
export interface Pages<P> {
  /** The pages so far. */
  readonly pages: readonly P[];
  readonly problem: ApiProblem | undefined;
  readonly isLoading: boolean;
  /** Whether the API has more. */
  readonly isMore: boolean;
  /** Asks for one page more. */
  readonly more: () => void;
  /** Asks again. */
  readonly retry: () => void;
}

/**
 * Asks for a list page by page.
 * @param path the call for the page that follows a cursor
 * @param version another number than before: what is shown is asked for anew
 */
export function usePages<P extends { readonly next_cursor: string | null }>(
  path: (cursor: string | undefined) => string,
  version = 0,
): Pages<P> {
  const pathOf = (_: number, before: P | null): string | null =>
    before?.next_cursor === null ? null : path(before?.next_cursor);
  const {
    data = [],
    error,
    size,
    setSize,
    isLoading,
    mutate,
  } = useSWRInfinite<P, ApiProblem>(pathOf, {
    revalidateFirstPage: false,
  });
  useEffect(() => {
    if (version > 0) void mutate();
  }, [version, mutate]);
  return {
    pages: data,
    problem: error,
    isLoading: isLoading || (size > data.length && error === undefined),
    isMore: data.length > 0 && data.at(-1)?.next_cursor !== null,
    more: () => void setSize(size + 1),
    retry: () => void mutate(),
  };
}

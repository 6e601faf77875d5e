import type { ReactNode } from "react";
import useSWR, { type Key, mutate, SWRConfig } from "swr";
import { SESSION } from "../session/use-session.ts";
import { ask } from "./call.ts";
import { ApiProblem } from "./problem.ts";

/** What came of a question. */
export interface Answer<T> {
  /** The newest answer; while another question is asked, the one before. */
  readonly data: T | undefined;
  readonly problem: ApiProblem | undefined;
  /** Whether an answer is on its way. */
  readonly isLoading: boolean;
  /** Asks again. */
  readonly retry: () => void;
}

const CONFIG = {
  fetcher: ask,
  keepPreviousData: true,
  dedupingInterval: 1_000,
  focusThrottleInterval: 15_000,
  shouldRetryOnError: (error: unknown) => error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
  errorRetryInterval: 3_000,
  onError(error: unknown, key: Key) {
    // The session is over: whoever is asked next says so.
    if (error instanceof ApiProblem && error.status === 401 && key !== SESSION) void mutate(SESSION);
  },
} as const;

/** Keeps answers of the API for everything below. */
export function Answers({ children }: { readonly children: ReactNode }): ReactNode {
  return <SWRConfig value={CONFIG}>{children}</SWRConfig>;
}

/** The answer to a GET of the API; nothing is asked while the path is null. Asked again every `refreshMs`, if given. */
export function useAnswer<T>(path: string | null, refreshMs = 0): Answer<T> {
  const options = { refreshInterval: refreshMs };
  const { data, error, isLoading, isValidating, mutate: again } = useSWR<T, ApiProblem>(path, options);
  return {
    data,
    problem: error,
    isLoading: isLoading || (isValidating && data === undefined),
    retry: () => void again(),
  };
}

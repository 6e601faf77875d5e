import { createContext, createElement, type ReactElement, type ReactNode, useContext, useMemo } from "react";
import type { Client } from "../client.ts";
import type { StreakAnswer } from "../wire.ts";

/** What {@link DaystreakProvider} takes. */
export interface DaystreakProviderProps {
  /** The client of the learner who is signed in; another learner gets another one. */
  readonly client: Client;
  /** What the server rendered the page with. @default nothing is known yet */
  readonly initialStreak?: StreakAnswer | null;
  readonly children?: ReactNode;
}

/** What the hooks share. */
export interface Provided {
  readonly client: Client;
  readonly initialStreak: StreakAnswer | null;
}

const Context = createContext<Provided | null>(null);

/** Gives everything below it the learner's client. It neither makes nor closes it. */
export function DaystreakProvider({ client, initialStreak = null, children }: DaystreakProviderProps): ReactElement {
  const value = useMemo(() => ({ client, initialStreak }), [client, initialStreak]);
  return createElement(Context.Provider, { value }, children);
}

/** What the nearest provider was given. @throws Error outside of one */
export function useProvided(): Provided {
  const provided = useContext(Context);
  if (provided === null) throw new Error("put <DaystreakProvider client={…}> around whatever uses Daystreak");
  return provided;
}

/** The client, to `track` with. @throws Error outside of a provider */
export function useDaystreak(): Client {
  return useProvided().client;
}

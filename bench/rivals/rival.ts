/** Somebody who takes the first requests of a day. */
export interface Rival {
  /** Records one request of each user on the next day, `inFlight` at once. @returns users a second */
  nextDay(users: readonly number[], inFlight: number): Promise<number>;
  close(): Promise<void>;
}

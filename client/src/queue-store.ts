/** One activity that waits to be sent. */
export interface Entry {
  readonly id: string;
  readonly type: string;
  /** When it happened, in milliseconds by the device's clock of then. */
  readonly at: number;
  readonly ref?: string;
  readonly zone?: string;
  /** What had to be added to the device's clock of then to get the server's, where that was known. */
  readonly skew?: number;
}

/** Keeps entries of any number of users until they are acknowledged. Every call may fail. */
export interface QueueStore {
  add(user: string, entry: Entry): Promise<void>;
  /** The oldest entries of a user. */
  first(user: string, limit: number): Promise<Entry[]>;
  remove(user: string, ids: readonly string[]): Promise<void>;
  count(user: string): Promise<number>;
}

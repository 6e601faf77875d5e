/** How much a run measures; every field is a flag of the same name. */
export interface Sizes {
  /** Interleaved rounds of every comparison. */
  readonly rounds: number;
  /** Users marked before the cost of a known user is measured. */
  readonly known: number;
  /** Requests a round and host app. */
  readonly requests: number;
  /** Different users of one day. */
  readonly users: number;
  /** Users a round of the rival that writes one transaction a request. */
  readonly rivals: number;
  /** Users with a history of `days`. */
  readonly histories: number;
  readonly days: number;
  /** Requests of 500 activities a round. */
  readonly batches: number;
  /** Live streams open at once. */
  readonly streams: number;
  /** Users whose year reports are counted from, with and without databases. */
  readonly registered: number;
  /** Users whose year reports are counted from without a database. */
  readonly many: number;
}

/** What is measured where nobody says otherwise. */
export const FULL: Sizes = {
  rounds: 15,
  known: 1_000_000,
  requests: 20_000,
  users: 20_000,
  rivals: 4_000,
  histories: 1_000,
  days: 500,
  batches: 60,
  streams: 5_000,
  registered: 1_000_000,
  many: 10_000_000,
};

/** For seeing that everything works; the figures say little. */
export const QUICK: Sizes = {
  rounds: 5,
  known: 20_000,
  requests: 2_000,
  users: 1_000,
  rivals: 300,
  histories: 50,
  days: 500,
  batches: 8,
  streams: 500,
  registered: 50_000,
  many: 200_000,
};

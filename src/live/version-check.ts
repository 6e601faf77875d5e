import type { Store } from "../storage/store.ts";

/** Finds who has changed by comparing versions, whoever changed them. */
export interface VersionCheck {
  /** Compares soon; once more where it is asked for while a comparison is under way. */
  run(): void;
  /** Whether a comparison failed and has to be run again. */
  readonly isDue: boolean;
}

/** What comparing needs. */
export interface VersionCheckOptions {
  readonly store: Pick<Store, "versions">;
  /** Whose versions matter. */
  readonly userIds: () => string[];
  /** Told the stored version of each of them; 0 for nobody stored. */
  readonly found: (userId: string, version: number) => void;
  readonly onError: ((error: unknown) => void) | undefined;
}

/** Users whose versions are asked for together. */
const PAGE = 1_000;

/** A check that has nothing to do yet. */
export function createVersionCheck({ store, userIds, found, onError }: VersionCheckOptions): VersionCheck {
  let isRunning = false;
  let isDue = false;

  async function compare(): Promise<void> {
    const all = userIds();
    for (let from = 0; from < all.length; from += PAGE) {
      const page = all.slice(from, from + PAGE);
      const versions = await store.versions(page);
      for (const userId of page) found(userId, versions.get(userId) ?? 0);
    }
  }

  async function repeat(): Promise<void> {
    isRunning = true;
    try {
      while (isDue) {
        isDue = false;
        await compare();
      }
    } catch (error) {
      isDue = true;
      onError?.(error);
    }
    isRunning = false;
  }

  return {
    run() {
      isDue = true;
      if (!isRunning) void repeat();
    },
    get isDue() {
      return isDue && !isRunning;
    },
  };
}

import { DaystreakError } from "../core/errors.ts";

/** The opening of a database that may be away. */
export interface Opening {
  /**
   * Opens it.
   * @param mayComeLater whether to look again and again for one that cannot be reached, instead of failing
   */
  begin(mayComeLater: boolean): Promise<void>;
  /** Looks no more; resolves once nothing is under way. */
  end(): Promise<void>;
}

/** Makes the opening. @param open opens the database and what stands on it; called until it succeeds */
export function createOpening(
  open: () => Promise<void>,
  onError: (error: unknown) => void,
  retryAfterMs: number,
): Opening {
  let timer: NodeJS.Timeout | undefined;
  let trying: Promise<void> | undefined;
  let isEnded = false;

  const later = (error: unknown): void => {
    onError(error);
    if (isEnded) return;
    timer = setTimeout(() => {
      trying = open().catch(later);
    }, retryAfterMs);
  };

  return {
    async begin(mayComeLater) {
      try {
        await open();
      } catch (error) {
        const isAway = error instanceof DaystreakError && error.code === "storage_unavailable";
        if (!mayComeLater || !isAway) throw error;
        later(error);
      }
    },
    async end() {
      isEnded = true;
      clearTimeout(timer);
      await trying;
    },
  };
}

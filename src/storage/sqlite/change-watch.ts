import type { DatabaseSync } from "node:sqlite";

/** How often the file is looked at while somebody wants to know. One look is a read of shared memory. */
const EVERY_MS = 200;

/** Notices what other connections commit to the same file. */
export interface ChangeWatch {
  /** Begins or ends to look. */
  turn(on: boolean): void;
}

/** A watch that is off. `PRAGMA data_version` is another number after every commit of another connection, and only then. */
export function createChangeWatch(db: DatabaseSync, changed: () => void): ChangeWatch {
  const statement = db.prepare("PRAGMA data_version");
  /** A file that cannot be read just now is looked at again soon; whoever reads it next hears why. */
  const look = (): unknown => {
    try {
      return statement.get()?.data_version;
    } catch {
      return undefined;
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let seen: unknown;

  return {
    turn(on) {
      clearInterval(timer);
      timer = undefined;
      if (!on) return;
      seen = look();
      timer = setInterval(() => {
        const version = look();
        if (version === seen) return;
        seen = version;
        changed();
      }, EVERY_MS);
    },
  };
}

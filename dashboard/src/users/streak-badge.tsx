import type { StreakNumbers } from "@daystreak/client";
import type { ReactNode } from "react";

const WORDS: Readonly<Record<StreakNumbers["state"], string>> = {
  active: "kept today",
  at_risk: "open today",
  broken: "broken",
  none: "none yet",
};

/** A streak in a word: how long it is, and how it stands. */
export function StreakBadge({
  streak,
}: {
  readonly streak: Pick<StreakNumbers, "current_streak" | "state">;
}): ReactNode {
  return (
    <span className={`streak ${streak.state}`}>
      <b>{streak.current_streak}</b> {WORDS[streak.state]}
    </span>
  );
}

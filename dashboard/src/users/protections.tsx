import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ActDialog } from "../acts/act-dialog.tsx";
import { useAnswer } from "../api/answers.tsx";
import { call } from "../api/call.ts";
import { Failure } from "../shell/failure.tsx";
import type { Excuses, Pauses, ProtectedDates } from "../wire.ts";
import { longDate } from "../words/dates.ts";
import { apiOf } from "./user-id.ts";

/** Whose dates, and what to say once one was withdrawn. */
export interface ProtectionsProps {
  readonly userId: string;
  readonly onDone: (what: string) => Promise<void>;
}

interface Kept extends ProtectedDates {
  readonly kind: "excuses" | "pauses";
}

/** Dates that are excused or paused, and how to withdraw them. */
export function Protections({ userId, onDone }: ProtectionsProps): ReactNode {
  const api = apiOf(userId);
  const excuses = useAnswer<Excuses>(api("excuses"));
  const pauses = useAnswer<Pauses>(api("pauses"));
  const [chosen, setChosen] = useState<Kept>();
  const problem = excuses.problem ?? pauses.problem;
  const kept: Kept[] = [
    ...(excuses.data?.excuses ?? []).map((one) => ({ ...one, kind: "excuses" as const })),
    ...(pauses.data?.pauses ?? []).map((one) => ({ ...one, kind: "pauses" as const })),
  ].sort((a, b) => (a.from < b.from ? 1 : -1));

  const retry = (): void => {
    excuses.retry();
    pauses.retry();
  };
  const withdraw = async (reason: string): Promise<void> => {
    if (chosen === undefined) return;
    const query = new URLSearchParams({ id: chosen.id, reason });
    await call("DELETE", `${api(chosen.kind)}?${query}`);
    setChosen(undefined);
    await onDone(`${rangeOf(chosen)} is judged as usual again.`);
  };

  return (
    <section className="card part" aria-labelledby="protections">
      <h2 id="protections">Excused and paused dates</h2>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {kept.length === 0 && problem === undefined && <p className="quiet">None.</p>}
      <ul className="kept">
        {kept.map((one) => (
          <li key={`${one.kind} ${one.id}`}>
            <span>
              <b>{rangeOf(one)}</b> {one.kind === "pauses" ? "paused" : "excused"} by {one.by}
              <small>{one.reason}</small>
            </span>
            <Button size="xs" variant="default" aria-label={`Withdraw ${rangeOf(one)}`} onClick={() => setChosen(one)}>
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <ActDialog
          title={`Withdraw ${rangeOf(chosen)}`}
          about="The dates are judged as if they had never been protected: a streak may break on them. The longest streak stays."
          confirm="Withdraw"
          isFinal
          act={withdraw}
          onClose={() => setChosen(undefined)}
        />
      )}
    </section>
  );
}

function rangeOf({ from, to }: ProtectedDates): string {
  return from === to ? longDate(from) : `${longDate(from)} to ${longDate(to)}`;
}

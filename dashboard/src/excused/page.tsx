import { Button, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ActDialog } from "../acts/act-dialog.tsx";
import { useAnswer } from "../api/answers.tsx";
import { call } from "../api/call.ts";
import { Failure } from "../shell/failure.tsx";
import { PageHead } from "../shell/page-head.tsx";
import type { ExcusedDates } from "../wire.ts";
import { longDate } from "../words/dates.ts";

const PATH = "/api/admin/calendar/";

/** Dates that are excused for everyone, such as the day of an outage. */
export function Page(): ReactNode {
  const { data, problem, retry } = useAnswer<ExcusedDates>(PATH);
  const [isAdding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const [done, setDone] = useState("");

  const excuse = async (reason: string, form: FormData): Promise<void> => {
    const date = String(form.get("date"));
    await call("POST", PATH, { date, reason });
    setAdding(false);
    setDone(`${longDate(date)} is excused for everyone. Streaks that broke on it heal within a minute.`);
    retry();
  };
  const withdraw = async (reason: string): Promise<void> => {
    if (chosen === undefined) return;
    await call("DELETE", `${PATH}?${new URLSearchParams({ date: chosen, reason })}`);
    setChosen(undefined);
    setDone(`${longDate(chosen)} is judged as usual again.`);
    retry();
  };

  return (
    <>
      <PageHead title="Excused dates">
        <Button size="xs" onClick={() => setAdding(true)}>
          Excuse a date for everyone…
        </Button>
      </PageHead>
      <Text c="dimmed" className="under-head">
        A date excused for everyone breaks nobody's streak: the day of an outage, a holiday that the rules do not know.
      </Text>
      <p role="status" className={done === "" ? "hidden" : "done"}>
        {done}
      </p>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {data === undefined && problem === undefined && <p className="quiet">Looking…</p>}
      {data !== undefined && (
        <section className="card" aria-label="Excused dates">
          {data.dates.length === 0 && <p className="quiet">No date is excused for everyone.</p>}
          <ul className="kept">
            {data.dates.toReversed().map(({ date, reason }) => (
              <li key={date}>
                <span>
                  <b>{longDate(date)}</b>
                  <small>{reason}</small>
                </span>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Withdraw ${longDate(date)}`}
                  onClick={() => setChosen(date)}
                >
                  Withdraw
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isAdding && (
        <ActDialog
          title="Excuse a date for everyone"
          about="Nobody's streak breaks on it, also where it broke already."
          confirm="Excuse for everyone"
          act={excuse}
          onClose={() => setAdding(false)}
        >
          <TextInput type="date" name="date" label="Date" required />
        </ActDialog>
      )}
      {chosen !== undefined && (
        <ActDialog
          title={`Withdraw ${longDate(chosen)}`}
          about="Everybody's streak is judged as if the date had never been excused. The longest streaks stay."
          confirm="Withdraw for everyone"
          isFinal
          act={withdraw}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}

import type { ExplainAnswer } from "@daystreak/client";
import { ActionIcon, Table, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import { ScrollBox } from "../charts/scroll-box.tsx";
import { Failure } from "../shell/failure.tsx";
import { addDays } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";
import { instantIn } from "./instant.ts";
import { apiOf } from "./user-id.ts";

/** What is explained. */
export interface ExplanationProps {
  readonly userId: string;
  readonly date: string;
  /** The user's local date. */
  readonly today: string;
  readonly onDate: (date: string) => void;
}

/** Why a date counted, was protected or broke the streak, one date after the other. */
export function Explanation({ userId, date, today, onDate }: ExplanationProps): ReactNode {
  const { data, problem, retry } = useAnswer<ExplainAnswer>(apiOf(userId)(`explain?date=${date}`));
  return (
    <div className="explanation">
      <div className="dates">
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label="The date before"
          onClick={() => onDate(addDays(date, -1))}
        >
          ‹
        </ActionIcon>
        <TextInput
          type="date"
          aria-label="The date to explain"
          value={date}
          onChange={({ currentTarget: { value } }) => value !== "" && onDate(value)}
        />
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label="The date after"
          onClick={() => onDate(addDays(date, 1))}
        >
          ›
        </ActionIcon>
        {date !== today && (
          <button type="button" className="plain" onClick={() => onDate(today)}>
            Today
          </button>
        )}
      </div>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {data !== undefined && data.date === date && <Reasons why={data} />}
    </div>
  );
}

function Reasons({ why }: { readonly why: ExplainAnswer }): ReactNode {
  const { protection, evidence } = why;
  const rows: readonly (readonly [string, string | false | null])[] = [
    ["Presence streak after it", counted(why.presence, "day")],
    ["Goal streak after it", counted(why.goal, "day")],
    [
      "Protected by",
      protection &&
        [protection.kind, protection.reason, protection.by && `by ${protection.by}`].filter(Boolean).join(", "),
    ],
    ["Zone", [why.zone, ...why.zones.filter((zone) => zone !== why.zone)].filter(Boolean).join(", also ")],
    ["Goal", Object.entries(why.daily_goal).map(goalWords).join(", ")],
    [
      "Problems solved",
      evidence.problem_ids.join(", ") || (evidence.problems_solved > 0 && String(evidence.problems_solved)),
    ],
    ["Lessons completed", evidence.lesson_ids.join(", ")],
    ["Hours with activity", evidence.hours.map((hour) => `${hour}:00`).join(", ")],
    ["First and last", evidence.first_at && span(evidence, why.zone)],
    ["Came from", evidence.source],
    ["Flags", evidence.flags.join(", ")],
    ["Rules", `version ${why.rules_version}`],
    ["Closed", why.closed ? "yes" : "no, it can still change by itself"],
  ];
  return (
    <>
      <p className="because" aria-live="polite">
        {why.summary}
      </p>
      <dl className="known">
        {rows.map(
          ([term, text]) =>
            text && (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ),
        )}
      </dl>
      {evidence.activities.length > 0 && <Activities why={why} />}
    </>
  );
}

function Activities({ why }: { readonly why: ExplainAnswer }): ReactNode {
  const { activities } = why.evidence;
  return (
    <details>
      <summary>{counted(activities.length, "activity", "activities")} in the log</summary>
      <ScrollBox label={`Activities credited to ${why.date}`} className="table">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">When</Table.Th>
              <Table.Th scope="col">What</Table.Th>
              <Table.Th scope="col">Of what</Table.Th>
              <Table.Th scope="col">Zone</Table.Th>
              <Table.Th scope="col">Flags</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {activities.map(({ identity, type, at, ref, zone, flags }) => (
              <Table.Tr key={identity}>
                <Table.Td>{instantIn(at, zone)}</Table.Td>
                <Table.Td>{type}</Table.Td>
                <Table.Td>{ref}</Table.Td>
                <Table.Td>{zone}</Table.Td>
                <Table.Td>{flags.join(", ")}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
    </details>
  );
}

function span({ first_at: first, last_at: last }: ExplainAnswer["evidence"], zone: string | null): string {
  return [first, last].map((at) => (at === null ? "" : instantIn(at, zone ?? "UTC"))).join(" to ");
}

function goalWords([kind, amount]: [string, unknown]): string {
  return kind === "weights" ? `weighted ${JSON.stringify(amount)}` : `${amount} ${kind}`;
}

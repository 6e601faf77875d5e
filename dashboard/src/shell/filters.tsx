import { Button, NativeSelect, Popover, Switch, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { GroupSelect } from "./group-select.tsx";
import { RANGES, useView, type View } from "./view.ts";

/** What a page lets choose. */
export interface FiltersProps {
  /** Whether the period before can be shown. @default true */
  readonly compare?: boolean;
  /** Whether one group can be shown. @default true */
  readonly group?: boolean;
  /** The page's own choices. */
  readonly children?: ReactNode;
}

/** Dates, comparison and group: all of it is in the address. */
export function Filters({ compare = true, group = true, children }: FiltersProps): ReactNode {
  const [view, change] = useView();
  return (
    <fieldset className="filters">
      <legend className="hidden">What is shown</legend>
      {children}
      <RangeChoice view={view} change={change} />
      {group && <GroupSelect aria-label="Group" group={view.group} onChoose={(name) => change({ group: name })} />}
      {compare && (
        <Switch
          label="Period before"
          checked={view.compare}
          onChange={(event) => change({ compare: event.currentTarget.checked })}
        />
      )}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly view: View;
  readonly change: (changes: Partial<View>) => void;
}

const CUSTOM = "custom";

function RangeChoice({ view, change }: ChoiceProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { days, from, to } = view;
  const known = RANGES.some((range) => range === days) ? [...RANGES] : [...RANGES, days];
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [first, last] = [String(form.get("from")), String(form.get("to"))];
    if (first === "" || last === "") return;
    setOpen(false);
    change(first <= last ? { from: first, to: last } : { from: last, to: first });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus returnFocus withinPortal={false}>
      <Popover.Target>
        <NativeSelect
          aria-label="Dates"
          value={from === undefined ? String(days) : CUSTOM}
          data={[
            ...known.map((range) => ({ value: String(range), label: `Last ${range} days` })),
            { value: CUSTOM, label: from === undefined ? "Other dates…" : `${from} to ${to}` },
          ]}
          onChange={({ currentTarget: { value } }) => {
            if (value === CUSTOM) setOpen(true);
            else change({ days: Number(value), from: undefined, to: undefined });
          }}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <form className="range" onSubmit={submit}>
          <TextInput type="date" name="from" label="From" required withAsterisk={false} defaultValue={from ?? ""} />
          <TextInput type="date" name="to" label="To" required withAsterisk={false} defaultValue={to ?? ""} />
          <Button type="submit">Show</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

import { type ComboboxParsedItem, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useAnswer } from "../api/answers.tsx";
import type { Groups } from "../wire.ts";
import { counted } from "../words/numbers.ts";

/** What {@link GroupSelect} is told. */
export interface GroupSelectProps {
  /** Shown above it. */
  readonly label?: string;
  /** Its name, where nothing is shown above it. */
  readonly "aria-label"?: string;
  /** The group that is chosen; `undefined` for everybody. */
  readonly group: string | undefined;
  readonly onChoose: (group: string | undefined) => void;
}

const SHOWN = 100;
const TYPING_MS = 200;
/** Values that are no group's name: names have no control characters. */
const ALL = "\u0000all";
const MORE = "\u0000more";
const LABELS: Readonly<Record<string, string>> = {
  [ALL]: "All groups",
  [MORE]: "There are more: type a part of the name",
};

/** A list of the groups that there are, searched by typing. They are asked for once it is opened. */
export function GroupSelect({ group, onChoose, ...labels }: GroupSelectProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState(group ?? "");
  const [part] = useDebouncedValue(typed === group ? "" : typed.trim(), TYPING_MS);
  const query = new URLSearchParams({ limit: String(SHOWN), ...(part !== "" && { name: part }) });
  const { data, problem } = useAnswer<Groups>(isOpen ? `/api/admin/groups/?${query}` : null);
  const users = new Map(data?.groups.map((one) => [one.name, one.users]));
  const values = [
    ...(group !== undefined ? [ALL] : []),
    ...(group !== undefined && !users.has(group) ? [group] : []),
    ...users.keys(),
    ...(data !== undefined && data.next_cursor !== null ? [MORE] : []),
  ];
  return (
    <Select
      {...labels}
      className="group-select"
      placeholder="All groups"
      searchable
      clearable
      selectFirstOptionOnChange={typed !== group && typed !== ""}
      clearButtonProps={{ "aria-label": "All groups", "aria-hidden": false, tabIndex: 0 }}
      value={group ?? null}
      data={values.map((value) => ({ value, label: LABELS[value] ?? value, disabled: value === MORE }))}
      // The server searches; until it has, what is left of the answer before must fit what is typed, too.
      filter={({ options, search }) => options.filter((option) => isLike(option, search))}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={(value) => onChoose(value === null || value === ALL ? undefined : value)}
      allowDeselect={false}
      openOnFocus={false}
      nothingFoundMessage={
        problem?.message ?? (data === undefined ? "Looking…" : part === "" ? "Nobody is in a group." : "No such group.")
      }
      renderOption={({ option: { value, label }, checked }) => (
        <span className="group-option">
          <span className={checked === true ? "chosen" : undefined}>{label}</span>
          {users.has(value) && <small>{counted(users.get(value) ?? 0, "user")}</small>}
        </span>
      )}
      comboboxProps={{ withinPortal: false, width: 280, position: "bottom-start" }}
      maxDropdownHeight={320}
    />
  );
}

function isLike(option: ComboboxParsedItem, search: string): boolean {
  return "value" in option && (option.value === MORE || plain(option.label).includes(plain(search.trim())));
}

/** A text without case and accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

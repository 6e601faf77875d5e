import { Anchor, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { usePages } from "../api/use-pages.ts";
import { ScrollBox } from "../charts/scroll-box.tsx";
import { Failure } from "../shell/failure.tsx";
import { GroupSelect } from "../shell/group-select.tsx";
import { PageHead } from "../shell/page-head.tsx";
import type { UserSummary, Users } from "../wire.ts";
import { longDate } from "../words/dates.ts";
import { StreakBadge } from "./streak-badge.tsx";
import { userPath } from "./user-id.ts";

const FIELDS = [
  ["name", "Name", "any part of it"],
  ["id", "Id", "how it begins"],
] as const;
const PAGE = 50;

/** Finds users by name, id and group. */
export function Page(): ReactNode {
  const [search, setSearch] = useSearchParams();
  const asked = new URLSearchParams(
    ["name", "id", "group"].flatMap((key) => (search.get(key) ? [[key, search.get(key) as string]] : [])),
  );
  const { pages, problem, isLoading, isMore, more, retry } = usePages<Users>((cursor) => {
    const query = new URLSearchParams(asked);
    query.set("limit", String(PAGE));
    if (cursor !== undefined) query.set("cursor", cursor);
    return `/api/admin/users/?${query}`;
  });
  const users = pages.flatMap((page) => page.users);
  // A page may be short, or empty, where many had to be looked at: then the search goes on by itself.
  const [wanted, setWanted] = useState({ search: "", users: PAGE });
  const enough = wanted.search === asked.toString() ? wanted.users : PAGE;
  const isLookingOn = isMore && !isLoading && problem === undefined && users.length < enough;
  useEffect(() => {
    if (isLookingOn) more();
  }, [isLookingOn, more]);

  const choose = (group: string | undefined): void =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (group === undefined) next.delete("group");
      else next.set("group", group);
      return next;
    });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setSearch((now) => {
      const next = new URLSearchParams(now);
      for (const [key] of FIELDS) {
        const text = String(form.get(key)).trim();
        if (text === "") next.delete(key);
        else next.set(key, text);
      }
      return next;
    });
  };

  return (
    <>
      <PageHead title="Users" />
      <search>
        <form className="search" onSubmit={submit}>
          {FIELDS.map(([key, label, placeholder]) => (
            <TextInput
              key={`${key} ${asked.get(key)}`}
              name={key}
              label={label}
              placeholder={placeholder}
              defaultValue={asked.get(key) ?? ""}
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
            />
          ))}
          <GroupSelect label="Group" group={asked.get("group") ?? undefined} onChoose={choose} />
          <Button type="submit">Search</Button>
        </form>
      </search>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {users.length > 0 && <UserTable users={users} />}
      <Group className="more" role="status">
        <Text c="dimmed" size="sm">
          {problem === undefined && told(users.length, isMore, isLoading || isLookingOn, asked.size > 0)}
        </Text>
        {isMore && users.length > 0 && (
          <Button
            variant="default"
            size="xs"
            loading={isLoading || isLookingOn}
            onClick={() => setWanted({ search: asked.toString(), users: users.length + PAGE })}
          >
            Show more
          </Button>
        )}
      </Group>
    </>
  );
}

function told(count: number, isMore: boolean, isLoading: boolean, isSearch: boolean): string {
  const shown = `${count} ${count === 1 ? "user" : "users"} shown`;
  if (isLoading) return count > 0 ? `${shown}, looking on…` : "Looking…";
  if (count > 0) return `${shown}${isMore ? ", there are more" : ""}.`;
  return isSearch ? "Nobody is like that." : "Nobody has been here yet.";
}

function UserTable({ users }: { readonly users: readonly UserSummary[] }): ReactNode {
  return (
    <ScrollBox label="Users" className="card table tall">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">User</Table.Th>
            <Table.Th scope="col">Streak</Table.Th>
            <Table.Th scope="col" className="number wide">
              Longest
            </Table.Th>
            <Table.Th scope="col" className="number wide">
              Days
            </Table.Th>
            <Table.Th scope="col">Last here</Table.Th>
            <Table.Th scope="col" className="wide">
              Zone
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <Table.Tr key={user.user_id}>
              <Table.Th scope="row" className="who">
                <Anchor component={Link} href={userPath(user.user_id)} inherit>
                  {user.name ?? user.user_id}
                </Anchor>
                <small>
                  {[user.name !== null && user.user_id, user.groups.join(", ")].filter(Boolean).join(" · ")}
                </small>
              </Table.Th>
              <Table.Td>
                <StreakBadge streak={user} />
              </Table.Td>
              <Table.Td className="number wide">{user.max_streak}</Table.Td>
              <Table.Td className="number wide">{user.active_days}</Table.Td>
              <Table.Td>{user.last_active_date === null ? "never" : longDate(user.last_active_date)}</Table.Td>
              <Table.Td className="wide">{user.zone}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

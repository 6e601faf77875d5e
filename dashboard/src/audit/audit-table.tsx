import { Anchor, Button, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { usePages } from "../api/use-pages.ts";
import { ScrollBox } from "../charts/scroll-box.tsx";
import { Failure } from "../shell/failure.tsx";
import { instantHere } from "../users/instant.ts";
import { userPath } from "../users/user-id.ts";
import type { Audit } from "../wire.ts";

/** What a newer server does is told by its own name. */
const ACTIONS: Readonly<Record<string, string>> = {
  "freezes.granted": "Gave freezes",
  "restores.granted": "Gave restores",
  "streak.restored": "Restored the streak",
  "dates.excused": "Excused dates",
  "dates.paused": "Paused the streaks",
  "excuse.withdrawn": "Withdrew an excuse",
  "pause.withdrawn": "Withdrew a pause",
  "settings.changed": "Changed settings",
  "user.exported": "Exported a user",
  "user.erased": "Erased a user",
  "calendar.excused": "Excused a date for everyone",
  "calendar.withdrawn": "Withdrew a date excused for everyone",
  "notices.paused": "Paused all notices",
  "notices.resumed": "Resumed notices",
  "notices.enabled": "Switched a channel of notices on again",
  "notices.replayed": "Made notices due again that were given up",
  "notices.tested": "Sent a notice to try it",
  "key.created": "Made an API key",
  "key.revoked": "Revoked an API key",
  "link.created": "Made a link into the dashboard",
  "session.begun": "Signed in",
  "session.ended": "Signed out",
  "sessions.revoked": "Ended all sessions",
};

/** What was done by whom and why, newest first; about one user where one is named. */
export function AuditTable({ userId, version }: { readonly userId?: string; readonly version?: number }): ReactNode {
  const { pages, problem, isLoading, isMore, more, retry } = usePages<Audit>((cursor) => {
    const query = new URLSearchParams({ limit: userId === undefined ? "50" : "20" });
    if (userId !== undefined) query.set("user", userId);
    if (cursor !== undefined) query.set("cursor", cursor);
    return `/api/admin/audit/?${query}`;
  }, version);
  const acts = pages.flatMap((page) => page.acts);
  return (
    <>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {acts.length === 0 && problem === undefined && <p className="quiet">{isLoading ? "Looking…" : "Nothing yet."}</p>}
      {acts.length > 0 && (
        <ScrollBox label="Acts, the newest first" className="table tall">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">When</Table.Th>
                <Table.Th scope="col">Who</Table.Th>
                <Table.Th scope="col">What</Table.Th>
                {userId === undefined && <Table.Th scope="col">About</Table.Th>}
                <Table.Th scope="col">Why</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {acts.map(({ id, at, actor, action, user_id: about, reason, data: more }) => (
                <Table.Tr key={id}>
                  <Table.Td>{instantHere(at)}</Table.Td>
                  <Table.Td>{actor}</Table.Td>
                  <Table.Th scope="row" className="who">
                    {ACTIONS[action] ?? action}
                    <small>{detailsOf(more)}</small>
                  </Table.Th>
                  {userId === undefined && (
                    <Table.Td>
                      {about !== null && (
                        <Anchor component={Link} href={userPath(about)} inherit>
                          {about}
                        </Anchor>
                      )}
                    </Table.Td>
                  )}
                  <Table.Td>{reason}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
      {isMore && (
        <Button variant="default" size="xs" loading={isLoading} onClick={more}>
          Show older
        </Button>
      )}
    </>
  );
}

/** What else is kept of an act; its id is for machines. */
function detailsOf(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([key]) => key !== "act")
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

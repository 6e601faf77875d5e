import type { Instant } from "../../core/calendar.ts";
import { type UserSummary, userSummary } from "../../core/user-summary.ts";
import { findUsers } from "../../tracker/find-users.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { text } from "../contract/schema.ts";
import { USERS } from "../contract/users.ts";
import { AS_OF, asOfOf, limitOf, PAGE } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";
import { formatTextCursor, textCursorOf } from "../text-cursor.ts";

const SEARCH = {
  id: "Only users whose id begins with this, whatever its case.",
  name: "Only users in whose name all of these words or parts of words stand, whatever their order, case and accents.",
  group: "Only users of this group, whatever its case.",
};

/** `GET /api/admin/users/`: everybody, page by page, or those who are searched for. */
export function usersRoutes(tracker: Tracker): Route[] {
  return [
    {
      method: "GET",
      path: "/api/admin/users/",
      group: "Administration",
      access: "read",
      operation: "findUsers",
      summary: "Find users",
      description:
        "In the order of their ids. By id an index finds them at any size. By name and group everybody is looked at, 100,000 users a call at most: a page may be short, or empty, while `next_cursor` says that there is more to look at.",
      query: [
        ...Object.entries(SEARCH).map(([name, description]) => ({ name, description, schema: text() })),
        AS_OF,
        ...PAGE,
      ],
      answer: { description: "A page of users.", schema: USERS },
      refusals: ["at_invalid", "at_out_of_range", "cursor_invalid", "range_invalid"],
      async handle({ query }) {
        const [id, name, group] = ["id", "name", "group"].map((key) => query.get(key) || undefined);
        const asOf = asOfOf(query, tracker.now());
        const { userIds, next } = await findUsers(
          tracker.store,
          { id, name, group },
          limitOf(query),
          textCursorOf(query),
        );
        const users = await Promise.all(userIds.map((userId) => summaryOf(tracker, userId, asOf)));
        return json({
          // Whoever was erased meanwhile is left out.
          users: users.filter((user) => user !== undefined),
          next_cursor: next === undefined ? null : formatTextCursor(next),
        });
      },
    },
  ];
}

async function summaryOf(tracker: Tracker, userId: string, asOf?: Instant): Promise<UserSummary | undefined> {
  const [state, streak] = await Promise.all([tracker.state(userId, asOf), tracker.streak(userId, asOf)]);
  return state === undefined || streak === undefined ? undefined : userSummary(state, streak, tracker.book);
}

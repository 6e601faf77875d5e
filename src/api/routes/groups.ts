import { createGroupCounts, findGroups } from "../../tracker/find-groups.ts";
import type { Tracker } from "../../tracker/tracker.ts";
import { text } from "../contract/schema.ts";
import { GROUPS } from "../contract/users.ts";
import { limitOf, PAGE } from "../query.ts";
import { json } from "../reply.ts";
import type { Route } from "../route.ts";
import { formatTextCursor, textCursorOf } from "../text-cursor.ts";

/** `GET /api/admin/groups/`: the groups that there are. */
export function groupsRoutes(tracker: Tracker): Route[] {
  const count = createGroupCounts(tracker.store, () => tracker.now());
  return [
    {
      method: "GET",
      path: "/api/admin/groups/",
      group: "Administration",
      access: "read",
      operation: "findGroups",
      summary: "The groups that there are",
      description:
        "Every group that a user is in, with how many are, in the order of their names whatever their case and accents. They are counted at most once a minute; `as_of` says when.",
      query: [
        {
          name: "name",
          description: "Only groups in whose name this stands, whatever its case and accents.",
          schema: text(),
        },
        ...PAGE,
      ],
      answer: { description: "A page of groups.", schema: GROUPS },
      refusals: ["cursor_invalid", "range_invalid"],
      async handle({ query }) {
        const name = query.get("name") || undefined;
        const [limit, after] = [limitOf(query), textCursorOf(query)];
        const { at, groups } = await count();
        const { found, isMore } = findGroups(groups, { name, limit, ...(after !== undefined && { after }) });
        const last = found.at(-1);
        return json({
          as_of: new Date(at).toISOString(),
          groups: found,
          next_cursor: isMore && last !== undefined ? formatTextCursor(last.name) : null,
        });
      },
    },
  ];
}

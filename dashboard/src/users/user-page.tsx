import type { StreakAnswer } from "@daystreak/client";
import { Anchor, Skeleton, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { mutate } from "swr";
import { Link, useLocation } from "wouter";
import { useAnswer } from "../api/answers.tsx";
import { AuditTable } from "../audit/audit-table.tsx";
import { Failure } from "../shell/failure.tsx";
import { PageHead } from "../shell/page-head.tsx";
import type { Settings } from "../wire.ts";
import { Days } from "./days.tsx";
import { Feed } from "./feed.tsx";
import { Follow } from "./follow.tsx";
import { Protections } from "./protections.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { StreakCards } from "./streak-cards.tsx";
import { SupportActs } from "./support-acts.tsx";
import { apiOf, userInAddress } from "./user-id.ts";
import { Zones } from "./zones.tsx";

/** One user: what is known, why, and what support can do. */
export function Page(): ReactNode {
  useLocation();
  const userId = userInAddress();
  return <User key={userId} userId={userId} />;
}

function User({ userId }: { readonly userId: string }): ReactNode {
  const api = apiOf(userId);
  const settings = useAnswer<Settings>(api());
  const streak = useAnswer<StreakAnswer>(api("streak"));
  const [done, setDone] = useState("");
  const [version, setVersion] = useState(0);
  const problem = streak.problem ?? settings.problem;

  /** Everything that is shown about the user is asked for anew. */
  const again = async (): Promise<void> => {
    await mutate((key) => typeof key === "string" && key.startsWith(api()));
    setVersion((before) => before + 1);
  };
  const changed = async (what: string): Promise<void> => {
    await again();
    setDone(what);
  };

  const back = (
    <Anchor component={Link} href="/users" size="sm">
      All users
    </Anchor>
  );
  if (problem?.status === 404) {
    return (
      <>
        <PageHead title="No such user">{back}</PageHead>
        <p role="status">{done === "" ? `Nobody with the id ${userId} has been here.` : done}</p>
      </>
    );
  }
  const title = settings.data?.name ?? userId;
  const { data } = streak;
  return (
    <>
      <PageHead title={title}>{back}</PageHead>
      <Follow userId={userId} onNews={again} />
      <Text c="dimmed" className="under-head">
        {[title !== userId && userId, ...(settings.data?.groups ?? []), data && `${data.zone}, ${data.date} there`]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {problem !== undefined && <Failure problem={problem} retry={streak.retry} />}
      <p role="status" className={done === "" ? "hidden" : "done"}>
        {done}
      </p>
      {data === undefined || settings.data === undefined ? (
        problem === undefined && <Skeleton height={320} aria-label="Opening" role="img" />
      ) : (
        <>
          <SupportActs userId={userId} streak={data} settings={settings.data} onDone={changed} />
          <StreakCards streak={data} />
          <Days userId={userId} streak={data} />
          <div className="columns">
            <Feed userId={userId} version={version} />
            <div className="column">
              <Protections userId={userId} onDone={changed} />
              <SettingsCard settings={settings.data} />
              <Zones userId={userId} />
            </div>
          </div>
          <section className="card part" aria-labelledby="acts">
            <h2 id="acts">What was done for this user</h2>
            <AuditTable userId={userId} version={version} />
          </section>
        </>
      )}
    </>
  );
}

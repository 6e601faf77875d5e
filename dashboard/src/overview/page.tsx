import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import { Failure } from "../shell/failure.tsx";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import type { Overview } from "../wire.ts";

/** Everybody at a glance. */
export function Page(): ReactNode {
  const { data, problem, retry } = useAnswer<Overview>("/api/admin/overview/");
  return (
    <>
      <PageHead title="Overview">
        <Filters />
      </PageHead>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {data !== undefined && (
        <p>
          {data.active_now} active now, {data.users} users
        </p>
      )}
    </>
  );
}

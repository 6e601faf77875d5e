import { Alert, Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { ApiProblem } from "../api/problem.ts";

/** Says what went wrong, and what to do. */
export function Failure(props: { readonly problem: ApiProblem | undefined; readonly retry: () => void }): ReactNode {
  const { problem, retry } = props;
  return (
    <Alert color="red" role="alert" title={titleOf(problem)} className="failure">
      <p>{problem?.message ?? "Something went wrong."}</p>
      <Button size="xs" variant="default" onClick={retry}>
        Try again
      </Button>
    </Alert>
  );
}

function titleOf(problem: ApiProblem | undefined): string {
  if (problem === undefined || problem.status === 0) return "No answer";
  return problem.status >= 500 ? "The server could not answer" : "This cannot be shown";
}

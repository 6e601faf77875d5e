import { Alert, Button, PasswordInput, Text, Title } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import { Flame } from "../shell/icons.tsx";
import { LINK } from "./take-link.ts";
import type { SessionState } from "./use-session.ts";

/** The way in: a link of `daystreak admin-link`, or an administrator's token. */
export function SignIn({ signIn }: Pick<SessionState, "signIn">): ReactNode {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const enter = async (proof: Parameters<typeof signIn>[0]): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(proof);
    } catch (error) {
      setProblem(textOf(error, "link" in proof));
      setBusy(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a link is good for one time
  useEffect(() => {
    if (LINK !== undefined) void enter({ link: LINK });
  }, []);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
    if (token === "") setProblem("Paste an administrator's token first.");
    else void enter({ token });
  };

  return (
    <main className="alone">
      <form className="sign-in card" onSubmit={submit} noValidate>
        <Flame className="sign-in-flame" />
        <Title order={1} size="h2">
          Daystreak
        </Title>
        <Text c="dimmed">
          Run <code>daystreak admin-link</code> where the service runs and open the link it prints, or sign in with an
          administrator's token.
        </Text>
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <PasswordInput name="token" label="Token" autoComplete="off" spellCheck={false} disabled={isBusy} />
        <Button type="submit" fullWidth loading={isBusy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}

function textOf(error: unknown, isLink: boolean): string {
  if (!(error instanceof ApiProblem)) return String(error);
  if (error.status === 403) return "This account is not an administrator's.";
  if (error.status !== 401) return error.message;
  return isLink
    ? "This link has been used or is older than ten minutes. Run daystreak admin-link again."
    : "This token is not valid, or has expired.";
}

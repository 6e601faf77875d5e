import { Center, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "../shell/failure.tsx";
import { SignIn } from "./sign-in.tsx";
import { useSession } from "./use-session.ts";

/** Shows what is inside to whoever is signed in, and the way in to everybody else. */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { state, problem, signIn, retry } = useSession();
  if (state === "signed_in") return children;
  if (state === "signed_out") return <SignIn signIn={signIn} />;
  return (
    <Center component="main" className="alone">
      {state === "unknown" ? <Loader aria-label="Opening" /> : <Failure problem={problem} retry={retry} />}
    </Center>
  );
}

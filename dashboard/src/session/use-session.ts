import useSWR from "swr";
import { ask, call } from "../api/call.ts";
import { ApiProblem } from "../api/problem.ts";
import { LINK } from "./take-link.ts";

/** Where a session is begun, asked for and ended. */
export const SESSION = "/api/admin/session/";

/** Who is signed in. */
export interface Session {
  readonly subject: string;
  readonly expires_at: string;
}

/** What is known about who is signed in. */
export interface SessionState {
  readonly state: "unknown" | "signed_out" | "signed_in" | "failed";
  /** Absent where the host application says who is there. */
  readonly session?: Session;
  readonly problem?: ApiProblem;
  readonly signIn: (proof: { readonly token: string } | { readonly link: string }) => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly retry: () => void;
}

/** The session of this browser. */
export function useSession(): SessionState {
  const { data, error, mutate } = useSWR<Session | null, ApiProblem>(SESSION, read);
  const state = data !== undefined ? (data === null ? "signed_out" : "signed_in") : error ? "failed" : "unknown";
  return {
    state,
    ...(data && data !== HOST && { session: data }),
    ...(error !== undefined && { problem: error }),
    async signIn(proof) {
      await mutate(await call<Session>("POST", SESSION, proof), { revalidate: false });
    },
    async signOut() {
      await call("DELETE", SESSION);
      // Nothing that was seen is left in this page.
      location.reload();
    },
    retry: () => void mutate(),
  };
}

/** Where there are no sessions, the host application has let this page in. */
const HOST: Session = { subject: "", expires_at: "" };

let link = LINK;

/** A link counts before the session that is there: whoever opens it must not act under another name. */
async function read(): Promise<Session | null> {
  try {
    const secret = link;
    link = undefined;
    if (secret !== undefined) return await call<Session>("POST", SESSION, { link: secret });
  } catch (error) {
    // Somebody may have opened it again; if nobody is signed in, the way in tells them.
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
  }
  try {
    return await ask<Session>(SESSION);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    if (error instanceof ApiProblem && error.status === 404) return HOST;
    throw error;
  }
}

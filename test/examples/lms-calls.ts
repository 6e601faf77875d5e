import { expect } from "vitest";
import type { Lms } from "./lms-process.ts";

/** What came back. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** What tests look at of a course. */
export interface Course {
  readonly id: string;
  readonly lessons: readonly { readonly id: string }[];
  readonly solved_count: number;
}
/** What tests look at of a lesson. */
export interface Lesson {
  readonly problems: readonly { readonly id: string }[];
}
/** What tests look at of a problem. */
export interface Exercise {
  readonly solved: boolean;
}
/** What tests look at of answers that were sent late. */
export interface Results {
  readonly results: readonly { readonly correct: boolean }[];
}
/** What somebody gets who signs in. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly user: { readonly id: string };
}

/** Calls of the platform that runs at the moment. */
export interface LmsCalls {
  call<Body = unknown>(
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>;
  /** As Amara by default. */
  signIn(username?: string): Promise<Tokens>;
  solve(token: string, id: string, answer: string): Promise<Answer<unknown>>;
}

/** Makes the calls. */
export function callsOf(lms: () => Lms): LmsCalls {
  async function call<Body = unknown>(
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    headers = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(lms().address + path, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
  }

  async function signIn(username = "amara"): Promise<Tokens> {
    const given = { username, password: "learn-daily" };
    const { status, body } = await call<Tokens>("POST", "/api/auth/login/", undefined, given);
    expect(status).toBe(200);
    return body;
  }

  const solve: LmsCalls["solve"] = (token, id, answer) =>
    call("POST", `/api/lms/problems/${id}/solve/`, token, { answer });

  return { call, signIn, solve };
}

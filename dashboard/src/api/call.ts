import { ApiProblem, problemOf } from "./problem.ts";

/** Asks the API. @throws ApiProblem */
export async function ask<T>(path: string): Promise<T> {
  return call<T>("GET", path);
}

/**
 * Calls the API with the session's cookie; gives the JSON of the answer, or `undefined` where there is none. The header
 * tells it from what another site's form could send.
 *
 * @throws ApiProblem
 */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["daystreak-csrf"] = "1";
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  } catch {
    throw new ApiProblem("unreachable", 0, "The server cannot be reached. Look at the network, then try again.");
  }
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

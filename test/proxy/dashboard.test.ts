import { afterEach, expect, it } from "vitest";
import { KEY, startBoth, type TwoProcesses } from "./two-processes.ts";

let both: TwoProcesses | undefined;
afterEach(() => both?.stop());

/** Who answers for the path: the application says what it was sent. */
async function answers(path: string): Promise<string> {
  const text = await (await fetch((both as TwoProcesses).url + path)).text();
  return text.includes("<title>Daystreak</title>") ? "dashboard" : text.includes('"rawHeaders"') ? "app" : text;
}

it("leaves /admin/ to the application", async () => {
  both = await startBoth();
  expect(await answers("/admin/")).toBe("app");
  expect(await answers("/admin/users/ada")).toBe("app");
});

it("shows the dashboard where its paths are named as own ones, and takes its cookie", async () => {
  both = await startBoth({ DAYSTREAK_OWN_PATHS: "/api/activity/,/admin/,/api/admin/,/v1/users/" });
  const { url } = both;
  expect(await answers("/admin/")).toBe("dashboard");
  expect(await answers("/admin/users/a%2Fb?x=1")).toBe("dashboard");
  expect(await answers("/administration/")).toBe("app");

  const post = (path: string, body: object, headers: Record<string, string>): Promise<Response> =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const made = await post("/api/admin/links/", { subject: "maria" }, { authorization: `Bearer ${KEY}` });
  const { path } = (await made.json()) as { path: string };
  const here = { "daystreak-csrf": "1", origin: url };
  const begun = await post("/api/admin/session/", { link: path.split("=")[1] }, here);
  const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] as string;
  const users = await fetch(`${url}/api/admin/users/`, { headers: { cookie } });
  expect([users.status, await users.json()]).toEqual([200, { users: [], next_cursor: null }]);
});

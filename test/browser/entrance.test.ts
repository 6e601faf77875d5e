import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Platform, signIn, startPlatform } from "./platform.ts";

let platform: Platform;
let context: BrowserContext;
let page: Page;
let evil: Server;

beforeAll(async () => {
  platform = await startPlatform();
  context = await platform.device();
  page = await signIn(context, "Noor");
  evil = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Kittens</title><h1>Kittens</h1>");
  }).listen(0, "127.0.0.1");
  await once(evil, "listening");
});
afterAll(async () => {
  await platform?.close();
  evil?.close();
  expect(platform.errors).toEqual([]);
});

/** What the server says to a call of the page itself. */
function statusOf(on: Page, method: string, path: string, headers: object = {}): Promise<number> {
  return on.evaluate(`fetch(${JSON.stringify(path)}, ${JSON.stringify({ method, headers })}).then((a) => a.status)`);
}

describe("the way into the dashboard", () => {
  test("is one click for whoever runs the platform, and leaves no secret in the address", {
    timeout: 60_000,
  }, async () => {
    await page.getByRole("button", { name: "Dashboard" }).click();
    await page.waitForURL("**/admin/");
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    expect(page.url()).toBe(`${platform.lms.address}/admin/`);
    await page.goBack();
    await page.getByRole("heading", { name: "Hello, Noor" }).waitFor();
    await page.goForward();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: "daystreak-admin", httpOnly: true, sameSite: "Strict", path: "/" });
    expect(await page.evaluate("document.cookie")).toBe("");
  });

  test("is no page that the platform keeps for when there is no network", async () => {
    const kept = await page.evaluate(
      `caches.open("small-steps").then((cache) => cache.match("/")).then((r) => r?.text())`,
    );
    expect(kept).toContain("<title>Small Steps</title>");
  });

  test("lets events through by the cookie", async () => {
    const news = await page.evaluate(`new Promise((resolve, reject) => {
      const source = new EventSource("/api/admin/live/");
      source.onerror = () => reject(new Error("no stream"));
      source.addEventListener("facts", ({ data }) => resolve(JSON.parse(data)));
    })`);
    expect(news).toMatchObject({ active_now: expect.any(Number), facts: expect.any(Array) });
  });

  test("by a link counts before the session that is there, and is told to be used up", async () => {
    const device = await platform.device();
    const visit = await device.newPage();
    const token = JSON.parse((await page.evaluate("localStorage.getItem('small-steps')")) as string).access;
    const linkOf = async (): Promise<string> => {
      const made = await device.request.post("/api/auth/dashboard/", { headers: { authorization: `Bearer ${token}` } });
      return (await made.json()).path;
    };
    const first = await linkOf();
    await visit.goto(first);
    await visit.getByRole("button", { name: "Sign out Noor Haddad" }).waitFor();
    const [before] = await device.cookies();
    await visit.goto("/");
    await visit.goto(await linkOf());
    await visit.getByRole("button", { name: "Sign out Noor Haddad" }).waitFor();
    const [after] = await device.cookies();
    expect(after?.value).not.toBe(before?.value);
    await visit.getByRole("button", { name: "Sign out Noor Haddad" }).click();
    await visit.getByRole("button", { name: "Sign in" }).waitFor();
    await visit.goto("/");
    await visit.goto(first);
    await visit
      .getByRole("alert")
      .getByText(/has been used or is older than ten minutes/)
      .waitFor();
    await device.close();
  });

  test("is closed to learners", async () => {
    const device = await platform.device();
    const learner = await signIn(device, "Amara");
    expect(await learner.getByRole("button", { name: "Dashboard" }).count()).toBe(0);
    const token = JSON.parse((await learner.evaluate("localStorage.getItem('small-steps')")) as string).access;
    const headers = { authorization: `Bearer ${token}` };
    expect(await statusOf(learner, "POST", "/api/auth/dashboard/", headers)).toBe(403);
    expect(await statusOf(learner, "GET", "/api/admin/users/", headers)).toBe(403);
    await learner.goto("/admin/users");
    await learner.getByRole("button", { name: "Sign in" }).waitFor();
    await learner.getByLabel("Token").fill(token);
    await learner.getByRole("button", { name: "Sign in" }).click();
    await learner.getByRole("alert").waitFor();
    await device.close();
  });
});

describe("another site, in the browser of somebody who is signed in", () => {
  const target = "/v1/users/1004/freezes";

  /** The evil page; `localhost` is the platform's site, so that cookies of the same site come along: the worst case. */
  async function evilPage(host: string): Promise<Page> {
    const visit = await context.newPage();
    await visit.goto(`http://${host}:${(evil.address() as AddressInfo).port}/`);
    return visit;
  }

  async function freezes(): Promise<number> {
    return page.evaluate(`fetch("/v1/users/1004/streak").then((a) => a.json()).then((s) => s.freezes.held)`);
  }

  test("could do it if it were the dashboard", async () => {
    expect(await freezes()).toBe(1);
    const answer = `fetch("${target}", { method: "POST", headers: { "content-type": "application/json", "daystreak-csrf": "1" },
      body: JSON.stringify({ freezes: 1, reason: "to see that it works" }) }).then((a) => a.status)`;
    expect(await page.evaluate(answer)).toBe(200);
    expect(await freezes()).toBe(2);
  });

  test.each(["127.0.0.1", "localhost"])("changes nothing by a form, from %s", async (host) => {
    const visit = await evilPage(host);
    const answered = visit.waitForResponse((response) => response.url().endsWith("/excuses"));
    await visit.evaluate(`{
      const form = document.createElement("form");
      form.method = "post"; form.enctype = "text/plain";
      form.action = "${platform.lms.address}/v1/users/1004/excuses";
      const field = document.createElement("input");
      field.name = '{"date":"2026-01-01","reason":"x","id":"'; field.value = '"}';
      form.append(field); document.body.append(form);
      // Once this call has come back: the page leaves.
      setTimeout(() => form.submit());
    }`);
    expect([401, 403]).toContain((await answered).status());
    const excuses = await page.evaluate(`fetch("/v1/users/1004/excuses").then((a) => a.json())`);
    expect(excuses).toEqual({ excuses: [] });
    await visit.close();
  });

  test.each(["127.0.0.1", "localhost"])("changes and reads nothing by scripts, from %s", async (host) => {
    const visit = await evilPage(host);
    const before = await freezes();
    const tried = (await visit.evaluate(`Promise.all([
      [{ mode: "no-cors", method: "POST", body: new Blob(['{"freezes":1,"reason":"x"}']) }],
      [{ method: "POST", headers: { "daystreak-csrf": "1", "content-type": "application/json" }, body: '{"freezes":1,"reason":"x"}' }],
      [{ method: "GET" }, "/v1/users/1004/streak"],
      [{ method: "DELETE", headers: { "daystreak-csrf": "1" } }, "/v1/users/1004?reason=x"],
    ].map(([init, path = "${target}"]) => fetch("${platform.lms.address}" + path, { credentials: "include", ...init })
      .then((answer) => answer.text()).catch(() => "refused")))`)) as string[];
    expect(tried).toEqual(["", "refused", "refused", "refused"]);
    expect(await freezes()).toBe(before);
    await visit.close();
  });

  test("cannot frame it", async () => {
    const visit = await evilPage("localhost");
    const refused = visit.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
    await visit.evaluate(`{
      const frame = document.createElement("iframe");
      frame.src = "${platform.lms.address}/admin/"; document.body.append(frame);
    }`);
    await refused;
    await visit.close();
  });
});

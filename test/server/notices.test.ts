import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { type HttpReceiver, type Received, startReceiver } from "../notices/support/http-receiver.ts";
import { type ReceivedMail, startMailServer } from "../notices/support/mail-receiver.ts";
import { jsonOf, type RunningService, startService } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "daystreak-notices-"));
afterAll(() => rmSync(folder, { recursive: true }));
const rules = join(folder, "rules.json");
writeFileSync(rules, JSON.stringify({ milestones: [3], notices: { channels: ["webhook"], holdout: 0 } }));
const secret = `whsec_${randomBytes(32).toString("base64")}`;

/** A service with a webhook, whose receiver says when something has come. */
async function scene(): Promise<{ service: RunningService; receiver: HttpReceiver; next: () => Promise<Received> }> {
  const waiting: ((request: Received) => void)[] = [];
  const receiver = await startReceiver({
    take(request, response) {
      response.writeHead(204).end();
      waiting.shift()?.(request);
    },
  });
  const clock = createFakeClock("2026-03-03T12:00:00Z");
  const flags = {
    rules,
    "webhook-url": `${receiver.url}/hooks`,
    "webhook-secrets": secret,
    "private-networks": "127.0.0.1",
    "app-url": "https://steps.example/today",
  };
  const service = await startService(flags, { clock: clock.now });
  return { service, receiver, next: () => new Promise((resolve) => waiting.push(resolve)) };
}

test("a milestone reaches the platform's webhook as soon as it is reached, once", async () => {
  const { service, receiver, next } = await scene();
  const came = next();
  const activities = ["01", "02", "03"].map((day) => ({
    user_id: "ada",
    type: "problem_solved",
    ref: "p1",
    at: `2026-03-${day}T10:00:00Z`,
  }));
  const answer = await service.call("POST", "/v1/activities", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ activities }),
  });
  expect(answer.status).toBe(200);
  const { body, headers } = await came;
  expect(new Webhook(secret).verify(body.toString(), headers as Record<string, string>)).toMatchObject({
    type: "notice.milestone",
    data: { user_id: "ada", kind: "milestone", locale: "en", url: "https://steps.example/today", data: { days: 3 } },
  });
  await service.close();
  await receiver.close();
  expect(receiver.received).toHaveLength(1);
  expect(JSON.stringify(service.log)).not.toContain(secret.slice(6));
});

test("a webhook that answers 410 is left alone, which shows, until it is switched on again", async () => {
  const { service, receiver } = await scene();
  const headers = { "content-type": "application/json" };
  const reach = async (userId: string): Promise<void> => {
    const activities = ["01", "02", "03"].map((day) => ({
      user_id: userId,
      type: "problem_solved",
      ref: "p1",
      at: `2026-03-${day}T10:00:00Z`,
    }));
    await service.call("POST", "/v1/activities", { headers, body: JSON.stringify({ activities }) });
  };
  const gauge = async (): Promise<string | undefined> =>
    /daystreak_notice_receiver_gone\{channel="webhook"\} (\d)/.exec(
      await (await service.call("GET", "/metrics")).text(),
    )?.[1];
  expect(await gauge()).toBe("0");
  let calls = 0;
  receiver.behave((_request, response) => {
    calls++;
    response.writeHead(410).end();
  });
  await reach("ada");
  await expect.poll(gauge, { timeout: 30_000 }).toBe("1");
  await expect.poll(() => JSON.stringify(service.log), { timeout: 30_000 }).toContain("receiver_gone");
  await reach("ben");
  const report = await jsonOf(await service.call("GET", "/api/admin/notices/"));
  expect(report.gone).toMatchObject([{ channel: "webhook", receiver: expect.stringContaining("127.0.0.1") }]);

  const taken = new Set<string>();
  receiver.behave((request, response) => {
    response.writeHead(204).end();
    taken.add(JSON.parse(request.body.toString()).data.user_id);
  });
  const enabled = await service.call("POST", "/api/admin/notices/enable/", {
    headers,
    body: JSON.stringify({ channel: "webhook", reason: "it is back" }),
  });
  expect(await jsonOf(enabled)).toEqual({ gone: [] });
  await expect.poll(() => [...taken].sort(), { timeout: 30_000 }).toEqual(["ada", "ben"]);
  await expect.poll(gauge, { timeout: 30_000 }).toBe("0");
  expect(calls).toBe(1);
  await service.close();
  await receiver.close();
});

test("a learner who gave an address gets mail, and ends it with one click", async () => {
  const came = Promise.withResolvers<ReceivedMail>();
  const server = await startMailServer({}, came.resolve);
  const clock = createFakeClock("2026-03-03T12:00:00Z");
  const flags = {
    rules,
    "smtp-url": `smtp://${server.host}`,
    "mail-from": "Small Steps <hello@steps.example>",
    "public-url": "https://api.steps.example",
  };
  const service = await startService(flags, { clock: clock.now });
  const headers = { "content-type": "application/json" };
  const subscription = JSON.stringify({ channel: "email", address: "ada@learner.example" });
  const added = await service.call("POST", "/api/notices/subscriptions/", { as: "ada", headers, body: subscription });
  expect(added.status).toBe(200);
  const activities = ["01", "02", "03"].map((day) => ({
    user_id: "ada",
    type: "problem_solved",
    ref: "p1",
    at: `2026-03-${day}T10:00:00Z`,
  }));
  await service.call("POST", "/v1/activities", { headers, body: JSON.stringify({ activities }) });

  const { to, mail } = await came.promise;
  expect(to).toEqual(["ada@learner.example"]);
  expect(mail.subject).toMatch(/3 days/);
  const link = mail.headers.find(({ key }) => key === "list-unsubscribe")?.value.slice(1, -1) ?? "";
  const path = link.replace("https://api.steps.example", "");
  const asked = await fetch(service.url + path);
  expect(await asked.text()).toContain("<button>Unsubscribe</button>");
  const wishes = async (): Promise<{ off: string[] }> =>
    (await jsonOf(await service.call("GET", "/api/me/", { as: "ada" }))).notices;
  expect((await wishes()).off).toEqual([]);
  const ended = await fetch(service.url + path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(ended.status).toBe(200);
  expect((await wishes()).off).toEqual(["email/*"]);
  await service.close();
  await server.close();
});

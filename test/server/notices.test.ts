import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { type HttpReceiver, type Received, startReceiver } from "../notices/support/http-receiver.ts";
import { type RunningService, startService } from "./support.ts";

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

import { describe, expect, test } from "vitest";
import { createPhone, type Phone, sentBy } from "./phone.ts";

const MINUTE = 60_000;

const heartbeats = (phone: Phone): number => sentBy(phone).filter(({ type }) => type === "heartbeat").length;

async function activeMinutes({ server }: Phone): Promise<number> {
  const { body } = await server.call("GET", "/api/streak/explain/", { as: "ada" });
  return body.evidence.active_minutes;
}

describe("presence on a phone", () => {
  test("is reported once an interval while the app is in front", async () => {
    const phone = await createPhone();
    phone.launch();
    await phone.pass(16 * MINUTE);
    expect(heartbeats(phone)).toBe(4);
    expect(await activeMinutes(phone)).toBe(20);
  });

  test("counts no time in the background", async () => {
    const phone = await createPhone();
    phone.launch();
    await phone.pass(MINUTE);
    await phone.become("inactive");
    await phone.become("background");
    await phone.pass(29 * MINUTE);
    expect(heartbeats(phone)).toBe(1);
    await phone.become("active");
    await phone.pass(MINUTE);
    expect(heartbeats(phone)).toBe(2);
    expect(await activeMinutes(phone)).toBe(10);
  });

  test("is reported on leaving, where the visit was too short for the timer", async () => {
    const phone = await createPhone();
    phone.launch();
    await phone.pass(10_000);
    await phone.become("background");
    expect(heartbeats(phone)).toBe(1);
  });

  test("is not reported by an app that the system woke in the background", async () => {
    const phone = await createPhone();
    await phone.become("background");
    phone.launch();
    await phone.pass(60 * MINUTE);
    expect(heartbeats(phone)).toBe(0);
  });

  test("goes on after a call that came in between", async () => {
    const phone = await createPhone();
    phone.launch();
    await phone.pass(MINUTE);
    await phone.become("inactive");
    await phone.pass(2 * MINUTE);
    await phone.become("active");
    await phone.pass(3 * MINUTE);
    expect(heartbeats(phone)).toBe(2);
  });
});

describe("what a learner does on a train", () => {
  test("survives the app and is counted once", async () => {
    const phone = await createPhone();
    await phone.setOnline(false);
    const client = phone.launch();
    await phone.setOnline(false);
    await client.track("problem_solved", "p1");
    await client.track("problem_solved", "p2");
    expect(client.pending).toBe(2);
    phone.kill();
    await phone.pass(60 * MINUTE);
    const again = phone.launch();
    await phone.setOnline(true);
    await phone.pass(MINUTE);
    expect(again.pending).toBe(0);
    const { body } = await phone.server.call("GET", "/api/streak/", { as: "ada" });
    expect(body.today.problems_solved).toBe(2);
    expect([...phone.storage.values()]).toEqual(["[]"]);
  });

  test("is counted once where the answer got lost, too", async () => {
    const phone = await createPhone();
    phone.meddle = async (request) => {
      if (!request.url.endsWith("/events/")) return undefined;
      await phone.server.api(request);
      throw new TypeError("the tunnel");
    };
    const client = phone.launch();
    await client.track("problem_solved", "p1");
    await phone.settle();
    expect(client.pending).toBe(1);
    phone.meddle = undefined;
    await phone.pass(2 * MINUTE);
    expect(client.pending).toBe(0);
    const { body } = await phone.server.call("GET", "/api/streak/explain/", { as: "ada" });
    expect(body.evidence.activities).toHaveLength(1);
    expect(phone.errors).toEqual(["network"]);
  });

  test("belongs to the day on which it happened, whatever the phone's clock says", async () => {
    const phone = await createPhone();
    phone.clockAhead = 3 * 24 * 60 * MINUTE;
    await phone.setOnline(false);
    const client = phone.launch();
    await phone.setOnline(false);
    await client.track("problem_solved", "p1");
    await phone.pass(24 * 60 * MINUTE);
    await phone.setOnline(true);
    await phone.pass(5 * MINUTE);
    const { body } = await phone.server.call("GET", "/api/activity/", { as: "ada" });
    expect(body.days[0]).toMatchObject({ date: "2026-02-10", problems_solved: 1 });
    expect(Math.abs(client.now() - phone.server.now())).toBeLessThan(5_000);
  });
});

test("an app without streams asks for news and tells each fact once", async () => {
  const phone = await createPhone();
  const client = phone.launch();
  const told: string[] = [];
  client.on("fact", ({ id }) => told.push(id));
  await phone.settle();
  expect(client.streak).toMatchObject({ current_streak: 0 });
  for (const ref of ["a", "b", "c"]) {
    await phone.server.call("POST", "/api/activity/update/", { as: "ada", json: { type: "problem_solved", ref } });
  }
  await phone.pass(3 * MINUTE);
  expect(client.streak?.today.status).toBe("complete");
  const { body } = await phone.server.call("GET", "/api/feed/", { as: "ada" });
  expect(told.sort()).toEqual(body.facts.map(({ id }: { id: string }) => id).sort());
  const asked = phone.calls.length;
  await phone.become("background");
  await phone.pass(10 * MINUTE);
  expect(phone.calls.length - asked).toBe(0);
  client.close();
});

test.each([
  ["nothing of an older version", "not json"],
  ["another shape", '{"entries":[]}'],
  ["entries it does not know", '[null, 5, {"id": 7}, {"name": "x"}]'],
])("a phone that holds %s starts afresh", async (_, text) => {
  const phone = await createPhone();
  phone.storage.set("daystreak:queue:ada", text);
  const client = phone.launch();
  await client.track("problem_solved", "p1");
  await phone.pass(MINUTE);
  expect([client.pending, phone.errors]).toEqual([0, []]);
});

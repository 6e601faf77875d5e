import { describe, expect, test } from "vitest";
import { createPhone, type Meddle, type Phone, sentBy } from "./phone.ts";

const MINUTE = 60_000;
const STREAM = { "content-type": "text/event-stream" };
const JSON_TYPE = { "content-type": "application/json" };

const problem = (status: number, code: string, headers = {}): Response =>
  Response.json({ code, detail: "for a test" }, { status, headers });

/** A stream that says something and then stays silent, or ends. */
function stream(text: string, ends = false): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (ends) controller.close();
    },
  });
  return new Response(body, { headers: STREAM });
}

async function problemsSolved({ server }: Phone): Promise<number> {
  return (await server.call("GET", "/api/streak/", { as: "ada" })).body.today.problems_solved;
}

const BAD: readonly [what: string, error: string, answer: Meddle][] = [
  ["500", "internal", () => problem(500, "internal")],
  ["502 with a page", "answer_invalid", () => new Response("<h1>Bad gateway</h1>", { status: 502 })],
  ["a page of the network with 200", "answer_invalid", () => new Response("<h1>Sign in</h1>")],
  ["nothing with 200", "answer_invalid", () => new Response("")],
  ["JSON that is not its own", "answer_invalid", () => Response.json({ ok: true })],
  ["JSON that is no object", "answer_invalid", () => Response.json(null)],
  ["half an answer", "answer_invalid", () => new Response('{"accepted": 1, "dup', { headers: JSON_TYPE })],
  ["404, being something else", "not_found", () => problem(404, "not_found")],
  ["429", "rate_limited", () => problem(429, "rate_limited", { "retry-after": "30" })],
  [
    "that it is overloaded for each activity",
    "overloaded",
    async (request) => {
      const { activities } = (await request.clone().json()) as { activities: unknown[] };
      const rejected = activities.map((_, index) => ({ index, code: "overloaded", detail: "" }));
      return Response.json({ accepted: 0, duplicates: 0, rejected });
    },
  ],
];

describe("a server that answers", () => {
  test.each(BAD)("%s loses nothing, and is reported once", async (_, code, answer) => {
    const phone = await createPhone();
    phone.meddle = (request) => (request.method === "POST" ? answer(request) : undefined);
    const client = phone.launch();
    await client.track("problem_solved", "p1");
    await phone.pass(4 * MINUTE);
    expect([client.pending > 0, phone.errors]).toEqual([true, [code]]);
    phone.meddle = undefined;
    await phone.pass(12 * MINUTE);
    expect([client.pending, await problemsSolved(phone)]).toEqual([0, 1]);
  });

  test("nothing at all is given up on in time", async () => {
    const phone = await createPhone();
    phone.waitsForServer = false;
    phone.meddle = (request) => new Promise((_, reject) => request.signal.addEventListener("abort", reject));
    const client = phone.launch();
    await client.track("problem_solved", "p1");
    const loading = expect(client.load()).rejects.toMatchObject({ code: "timeout" });
    await phone.pass(MINUTE);
    await loading;
    expect(phone.errors).toContain("timeout");
    phone.meddle = undefined;
    await phone.pass(12 * MINUTE);
    expect(await problemsSolved(phone)).toBe(1);
  });
});

test("a server that asks to wait is left alone for as long", async () => {
  const phone = await createPhone();
  phone.meddle = ({ url }) =>
    url.endsWith("/events/") ? problem(503, "overloaded", { "retry-after": "120" }) : undefined;
  const client = phone.launch();
  await client.track("problem_solved", "p1");
  await phone.pass(MINUTE);
  await client.track("problem_solved", "p2");
  await phone.setOnline(false);
  await phone.setOnline(true);
  await phone.pass(MINUTE / 2);
  const asked = (): number => phone.calls.filter(({ path }) => path === "/api/activity/events/").length;
  expect(asked()).toBe(1);
  phone.meddle = undefined;
  await phone.pass(3 * MINUTE);
  expect([asked() > 1, await problemsSolved(phone)]).toEqual([true, 2]);
});

test("one activity that spoils a call is found and given up, the others arrive", async () => {
  const phone = await createPhone();
  await phone.setOnline(false);
  const client = phone.launch();
  await phone.setOnline(false);
  for (let n = 0; n < 20; n++) await client.track("problem_solved", n === 13 ? "poison" : `p${n}`);
  phone.meddle = async (request) =>
    (await request.clone().text()).includes("poison") ? problem(422, "body_invalid") : undefined;
  await phone.setOnline(true);
  await phone.pass(MINUTE);
  expect([client.pending, await problemsSolved(phone)]).toEqual([0, 19]);
  expect(phone.errors.filter((code) => code !== "network")).toEqual(["body_invalid"]);
});

test("an activity that the server refuses is reported and dropped", async () => {
  const phone = await createPhone();
  const client = phone.launch();
  await client.track("no_such_type", "x");
  await client.track("problem_solved", "p1");
  await phone.pass(MINUTE / 4);
  expect([client.pending, await problemsSolved(phone), phone.errors]).toEqual([0, 1, ["type_unknown"]]);
});

test("more than the limit is refused, counted and reported", async () => {
  const phone = await createPhone();
  await phone.setOnline(false);
  const client = phone.launch({ queueLimit: 3 });
  await phone.setOnline(false);
  for (const ref of ["a", "b", "c", "d", "e"]) await client.track("problem_solved", ref);
  expect([client.pending, client.dropped]).toEqual([3, 2]);
  expect(phone.errors.filter((code) => code === "queue_full")).toHaveLength(2);
});

test("more than a call may hold is sent in several", async () => {
  const phone = await createPhone();
  await phone.setOnline(false);
  const client = phone.launch();
  await phone.setOnline(false);
  await Promise.all(Array.from({ length: 1_200 }, (_, n) => client.track("problem_solved", `p${n}`)));
  await phone.setOnline(true);
  await phone.pass(MINUTE);
  expect([client.pending, await problemsSolved(phone)]).toEqual([0, 1_200]);
  expect(new Set(sentBy(phone).map(({ id }) => id)).size).toBeGreaterThanOrEqual(1_200);
});

test("listeners and reporters that throw harm nobody else", async () => {
  const phone = await createPhone();
  const client = phone.launch({
    onError({ code }) {
      phone.errors.push(code);
      throw new Error("of the app");
    },
  });
  let heard = 0;
  client.subscribe(() => {
    throw new Error("of the app");
  });
  client.subscribe(() => heard++);
  await client.track("problem_solved", "p1");
  await phone.pass(MINUTE / 4);
  expect(heard).toBeGreaterThan(0);
  expect(new Set(phone.errors)).toEqual(new Set(["listener"]));
});

describe("a stream", () => {
  const streak = (phone: Phone): Promise<string> =>
    phone.server
      .call("GET", "/api/streak/", { as: "ada" })
      .then(({ body }) => JSON.stringify({ streak: body, facts: [] }));

  async function follow(answers: readonly (() => Response | Promise<Response>)[]) {
    const phone = await createPhone();
    const asked: (string | null)[] = [];
    phone.meddle = ({ url, headers }) => {
      if (!url.endsWith("/api/live/")) return undefined;
      asked.push(headers.get("last-event-id"));
      return answers[asked.length - 1]?.();
    };
    const client = phone.launch({ streams: true });
    return { phone, client, asked };
  }

  test.each<[string, () => Response]>([
    ["half an event", () => stream('id: 9\nevent: streak\ndata: {"streak":{"ver', true)],
    [
      "an event without its end",
      () => stream('id: 9\nevent: streak\ndata: {"streak":{"version":9},"facts":[]}\n', true),
    ],
    ["an event that is not JSON", () => stream("event: streak\ndata: <h1>\n\n")],
    ["another event's data", () => stream("event: streak\ndata: {}\n\n")],
    ["a page", () => new Response("<h1>Sign in</h1>", { headers: { "content-type": "text/html" } })],
    ["nothing", () => new Response(null, { headers: STREAM })],
    ["429", () => problem(429, "rate_limited", { "retry-after": "5" })],
    ["500", () => problem(500, "internal")],
  ])("that brings %s is opened again", async (_, bad) => {
    const { phone, client } = await follow([
      bad,
      async () => stream(`id: 3\nevent: streak\ndata: ${await streak(phone)}\n\n`),
    ]);
    client.subscribe(() => undefined);
    await phone.settle();
    expect([client.status.live && client.streak !== null]).toEqual([false]);
    await phone.pass(MINUTE);
    expect(client.streak).toMatchObject({ user_id: "ada" });
    expect(client.status.live).toBe(true);
    expect(phone.errors.length).toBeLessThanOrEqual(1);
  });

  test("resumes after the last event it has seen", async () => {
    const { phone, client, asked } = await follow([
      async () => stream(`id: 41\nevent: streak\ndata: ${await streak(phone)}\n\nid: 42\nevent: str`, true),
    ]);
    client.live();
    await phone.pass(MINUTE / 2);
    expect(asked.slice(0, 2)).toEqual([null, "41"]);
  });

  test("that says nothing for longer than the server would is opened again", async () => {
    const { phone, client, asked } = await follow([
      async () => stream(`id: 1\nevent: streak\ndata: ${await streak(phone)}\n\n`),
    ]);
    client.live();
    await phone.pass(MINUTE);
    expect(asked).toHaveLength(1);
    await phone.pass(MINUTE);
    expect(asked.length).toBeGreaterThan(1);
  });

  test.each([
    ["closed", 1],
    ["overloaded", 1],
    ["token_invalid", 1],
    ["of a later version", 1],
    ["user_erased", 0],
  ])("that ends with %s is opened again or not", async (code, times) => {
    const { phone, client, asked } = await follow([() => stream(`event: end\ndata: {"code":"${code}"}\n\n`)]);
    client.live();
    await phone.pass(MINUTE);
    expect(Math.min(1, asked.length - 1)).toBe(times);
    if (code === "user_erased") expect(phone.errors).toEqual(["user_erased"]);
  });

  test("is closed while the app is in the background, and stays closed when nobody listens", async () => {
    const { phone, client, asked } = await follow([]);
    const stop = client.subscribe(() => undefined);
    await phone.settle();
    expect(client.status.live).toBe(true);
    await phone.become("background");
    expect(client.status.live).toBe(false);
    await phone.become("active");
    expect(asked).toHaveLength(2);
    stop();
    await phone.pass(MINUTE);
    expect(client.status.live).toBe(false);
    await phone.become("background");
    await phone.become("active");
    expect(asked).toHaveLength(2);
  });
});

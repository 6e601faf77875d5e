/** A learning platform of one lesson and one problem on Hono, with Daystreak inside. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createTracker } from "daystreak";
import { createApi } from "daystreak/api";
import { daystreak, mountApi } from "daystreak/hono";
import { createSigner, createVerifier } from "fast-jwt";
import { type Context, Hono } from "hono";

const secret = process.env.JWT_SECRET ?? "only-for-trying-this-out-32-chars";
const sign = createSigner({ key: secret, expiresIn: 3_600_000 });
const verify = createVerifier({ key: secret, algorithms: ["HS256"], cache: false });

const tracker = await createTracker({
  database: process.env.DATABASE_URL ?? "sqlite:./data/hono-daystreak.db",
  rules: {
    goal: { problems: 1 },
    paths: [
      // Committed before the answer goes out: who sees "right" can rely on it.
      { path: "/problems/:ref/solve", type: "problem_solved", methods: ["POST"], statuses: [201], await: true },
      { path: "/problems/", type: "problem_view" },
      { path: "/lessons/", type: "lesson_view" },
    ],
  },
});

/** The learner of a bearer token; nobody for everyone else. */
function user(c: Context): string | undefined {
  const token = c.req.header("authorization")?.replace(/^Bearer /, "");
  if (token === undefined) return undefined;
  try {
    return (verify(token) as { sub: string }).sub;
  } catch {
    return undefined;
  }
}

/** The JSON of a request, or nothing where it is none. */
async function bodyOf(c: Context): Promise<{ username?: string; answer?: number }> {
  return await c.req.json().catch(() => ({}));
}

const app = new Hono();

// Daystreak, in two lines: see every request, answer its own paths.
app.use(daystreak(tracker, { user }));
app.use(mountApi(createApi({ tracker }), user));

app.post("/api/auth/login/", async (c) => {
  const { username } = await bodyOf(c);
  if (username !== "amara") return c.json({ detail: "The only learner here is amara." }, 401);
  return c.json({ access: sign({ sub: username }), user: { id: username } });
});

app.use(async (c, next) => (user(c) === undefined ? c.json({ detail: "Sign in first." }, 401) : await next()));
app.get("/lessons/sums", (c) => c.json({ title: "Sums", body: "2 + 2 is 4.", problem: "three-and-four" }));
app.get("/problems/three-and-four", (c) => c.json({ prompt: "What is 3 + 4?" }));
app.post("/problems/three-and-four/solve", async (c) => {
  const correct = (await bodyOf(c)).answer === 7;
  return c.json({ correct }, correct ? 201 : 200);
});

const server = createAdaptorServer({ fetch: app.fetch });
server.listen(Number(process.env.PORT ?? 8000), process.env.HOST ?? "127.0.0.1");
await once(server, "listening");
const { address, port } = server.address() as AddressInfo;
console.log(`A lesson on Hono, with Daystreak: http://${address}:${port}/`);

async function stop(): Promise<void> {
  server.close();
  await once(server, "close");
  await tracker.close();
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());

/** A learning platform of one lesson and one problem on Fastify, with Daystreak inside. */
import { createTracker } from "daystreak";
import { createApi } from "daystreak/api";
import { daystreak, mountApi } from "daystreak/fastify";
import { createSigner, createVerifier } from "fast-jwt";
import { type FastifyRequest, fastify } from "fastify";

const secret = process.env.JWT_SECRET ?? "only-for-trying-this-out-32-chars";
const sign = createSigner({ key: secret, expiresIn: 3_600_000 });
const verify = createVerifier({ key: secret, algorithms: ["HS256"], cache: false });

const tracker = await createTracker({
  database: process.env.DATABASE_URL ?? "sqlite:./data/fastify-daystreak.db",
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
function user(request: FastifyRequest): string | undefined {
  const token = request.headers.authorization?.replace(/^Bearer /, "");
  if (token === undefined) return undefined;
  try {
    return (verify(token) as { sub: string }).sub;
  } catch {
    return undefined;
  }
}

const app = fastify();

// Daystreak, in two lines: see every request, answer its own paths.
app.register(daystreak(tracker, { user }));
app.register(mountApi(createApi({ tracker }), user));

app.post<{ Body: { username?: string } | undefined }>("/api/auth/login/", async (request, reply) => {
  const username = request.body?.username;
  if (username !== "amara") return reply.code(401).send({ detail: "The only learner here is amara." });
  return { access: sign({ sub: username }), user: { id: username } };
});

app.register(async (learning) => {
  learning.addHook("onRequest", async (request, reply) => {
    if (user(request) === undefined) return reply.code(401).send({ detail: "Sign in first." });
  });
  learning.get("/lessons/sums", async () => ({ title: "Sums", body: "2 + 2 is 4.", problem: "three-and-four" }));
  learning.get("/problems/three-and-four", async () => ({ prompt: "What is 3 + 4?" }));
  learning.post<{ Body: { answer?: number } | undefined }>("/problems/three-and-four/solve", async (request, reply) => {
    const correct = request.body?.answer === 7;
    return reply.code(correct ? 201 : 200).send({ correct });
  });
});

app.addHook("onClose", () => tracker.close());
const url = await app.listen({ host: process.env.HOST ?? "127.0.0.1", port: Number(process.env.PORT ?? 8000) });
console.log(`A lesson on Fastify, with Daystreak: ${url}/`);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void app.close());

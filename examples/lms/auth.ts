import type { Tracker } from "daystreak";
import type { Api } from "daystreak/api";
import type { Request, RequestHandler, Router } from "express";
import express from "express";
import { giveHistory } from "./history.ts";
import { demoLearners, learnerById, signIn } from "./learners.ts";
import type { Tokens } from "./tokens.ts";

/** The learner a request comes from, by its bearer token; `undefined` for everybody else. */
export function userOf(tokens: Tokens): (request: Pick<Request, "headers">) => string | undefined {
  return (request) => {
    const [scheme, token] = (request.headers.authorization ?? "").split(" ");
    return scheme?.toLowerCase() === "bearer" && token !== undefined ? tokens.userOf(token, "access") : undefined;
  };
}

/** Answers 401 to whoever is not signed in, and leaves the user's id in `response.locals.userId`. */
export function signedIn(tokens: Tokens): RequestHandler {
  const user = userOf(tokens);
  return (request, response, next) => {
    const userId = user(request);
    if (userId === undefined) {
      response.status(401).json({ detail: "Sign in first: send the access token as Authorization: Bearer …" });
      return;
    }
    response.locals.userId = userId;
    next();
  };
}

/** `POST login/`, `refresh/` and `dashboard/`, and the list of demo learners for the login page. */
export function authRoutes(tokens: Tokens, tracker: Tracker, api: Pick<Api, "adminLink">): Router {
  const router = express.Router();

  router.get("/learners/", (_request, response) => {
    response.json({ learners: demoLearners.map(({ id, ...learner }) => learner) });
  });

  router.post("/login/", async (request, response) => {
    const { username, password } = (request.body ?? {}) as { username?: unknown; password?: unknown };
    if (typeof username !== "string" || typeof password !== "string") {
      response.status(400).json({ detail: "Send { username, password } as JSON." });
      return;
    }
    const learner = signIn(username, password);
    if (learner === undefined) {
      response.status(401).json({ detail: "No learner has this name and password." });
      return;
    }
    const zone = request.get("daystreak-zone");
    const mayHavePast = demoLearners.some(({ id, hasHistory }) => id === learner.id && hasHistory);
    if (mayHavePast) await giveHistory(tracker, learner.id, zone);
    // Whoever supports learners finds them by name. Nothing is written where it is known already.
    await tracker.change(learner.id, [{ kind: "attributes", name: learner.name }]);
    response.json({ access: tokens.access(learner.id), refresh: tokens.refresh(learner.id), user: learner });
  });

  router.post("/refresh/", (request, response) => {
    const { refresh } = (request.body ?? {}) as { refresh?: unknown };
    const userId = typeof refresh === "string" ? tokens.userOf(refresh, "refresh") : undefined;
    const learner = userId === undefined ? undefined : learnerById(userId);
    if (learner === undefined) {
      response.status(401).json({ detail: "The refresh token is missing, wrong or expired. Sign in again." });
      return;
    }
    response.json({ access: tokens.access(learner.id), user: learner });
  });

  // Whoever runs this platform gets into Daystreak's dashboard by a link that is good once.
  router.post("/dashboard/", signedIn(tokens), async (_request, response) => {
    const learner = learnerById(response.locals.userId);
    if (learner?.isAdmin) response.json({ path: (await api.adminLink(learner.name)).path });
    else response.status(403).json({ detail: "Only those who run the platform see the dashboard." });
  });

  return router;
}

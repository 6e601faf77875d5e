import { fileURLToPath } from "node:url";
import type { Tracker } from "daystreak";
import { createApi } from "daystreak/api";
import { daystreak, mountApi } from "daystreak/express";
import type { Notices } from "daystreak/notices";
import type { ErrorRequestHandler, Express } from "express";
import express from "express";
import { authRoutes, signedIn, userOf } from "./auth.ts";
import { lateAnswers } from "./late-answers.ts";
import { lessonRoutes } from "./lessons.ts";
import type { Progress } from "./progress.ts";
import { createTokens } from "./tokens.ts";

const files = fileURLToPath(new URL("public", import.meta.url));

/** What the platform is made of. */
export interface AppParts {
  readonly tracker: Tracker;
  readonly progress: Progress;
  readonly notices: Notices;
  /** What runs in the browser. */
  readonly script: string;
  /** What runs there behind it. */
  readonly worker: string;
  /** For how long an access token holds, in milliseconds. */
  readonly accessMs: number;
}

/** The learning platform as an Express app; everything about days and streaks is the tracker's. */
export function createApp({ tracker, progress, notices, script, worker, accessMs }: AppParts): Express {
  const tokens = createTokens(progress.secret, accessMs);
  const user = userOf(tokens);
  const api = createApi({ tracker, notices, dashboard: true });
  const app = express();
  app.disable("x-powered-by");
  app.use((_request, response, next) => {
    response.set({
      "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "same-origin",
    });
    next();
  });

  // Daystreak, in three lines: see every request, answer its own paths.
  app.use(daystreak(tracker, { user }));
  app.use(mountApi(api, user));

  app.get("/static/app.js", (_request, response) => void response.type("js").send(script));
  app.get("/worker.js", (_request, response) => void response.type("js").send(worker));
  app.use("/static", express.static(files));
  app.use(express.json({ limit: "16kb" }));
  app.use("/api/auth", authRoutes(tokens, tracker, api));
  app.use("/api/lms", signedIn(tokens), lessonRoutes(progress));
  app.post("/api/lms/late-answers", lateAnswers(tracker, progress));
  app.use("/api", (_request, response) => void response.status(404).json({ detail: "There is no such call." }));
  app.get(["/", "/courses/:id", "/lessons/:id", "/problems/:id", "/notices", "/settings"], (_request, response) => {
    response.sendFile("index.html", { root: files });
  });
  app.use((_request, response) => void response.status(404).sendFile("index.html", { root: files }));
  app.use(failed);
  return app;
}

const failed: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = typeof error?.status === "number" && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  response.status(status).json({ detail: status === 500 ? "Something went wrong on the server." : error.message });
};

import type { Response, Router } from "express";
import express from "express";
import { isRight } from "./answers.ts";
import { findCourse, findLesson, findProblem } from "./content/catalog.ts";
import {
  lessonAfter,
  link,
  outlineOfAll,
  outlineOfCourse,
  outlineOfLesson,
  outlineOfProblem,
  outlinesByPath,
} from "./outlines.ts";
import type { Finished, Progress } from "./progress.ts";

/** Courses, lessons and problems of the signed-in learner. */
export function lessonRoutes(progress: Progress): Router {
  const router = express.Router();
  const userOf = (response: Response): string => response.locals.userId as string;
  const done = (response: Response): Finished => progress.finished(userOf(response));

  router.get("/courses/", (_request, response) => {
    response.json(outlineOfAll(done(response)));
  });

  router.get("/courses/:id/", (request, response) => {
    const course = findCourse(request.params.id);
    if (course === undefined) return missing(response, "course");
    response.json(outlineOfCourse(course, done(response)));
  });

  router.get("/lessons/:id/", (request, response) => {
    const found = findLesson(request.params.id);
    if (found === undefined) return missing(response, "lesson");
    response.json(outlineOfLesson(found, done(response)));
  });

  router.post("/lessons/:id/complete/", (request, response) => {
    const found = findLesson(request.params.id);
    if (found === undefined) return missing(response, "lesson");
    progress.finish(userOf(response), "lesson", found.lesson.id);
    response.status(201).json({ completed: true, next: link(lessonAfter(found.course, found.lesson)) });
  });

  router.get("/problems/:id/", (request, response) => {
    const found = findProblem(request.params.id);
    if (found === undefined) return missing(response, "problem");
    response.json(outlineOfProblem(found, done(response)));
  });

  // 201: the solution was taken down, which is what the activity rule of the platform counts. 200: it was wrong.
  router.post("/problems/:id/solve/", (request, response) => {
    const found = findProblem(request.params.id);
    if (found === undefined) return missing(response, "problem");
    const given = (request.body as { answer?: unknown } | undefined)?.answer;
    if ((typeof given !== "string" && typeof given !== "number") || String(given).trim() === "") {
      return void response.status(400).json({ detail: "Send { answer } as JSON." });
    }
    const { problem, next } = found;
    if (!isRight(problem.answer, String(given))) return void response.json({ correct: false, hint: problem.hint });
    progress.finish(userOf(response), "problem", problem.id);
    response.status(201).json({ correct: true, explanation: problem.explanation, next: next?.id ?? null });
  });

  // What a page keeps for a time without network.
  router.get("/pages/", (_request, response) => {
    response.json({ pages: outlinesByPath(done(response)) });
  });

  return router;
}

function missing(response: Response, what: string): void {
  response.status(404).json({ detail: `There is no such ${what}.` });
}

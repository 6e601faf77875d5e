import type { Response, Router } from "express";
import express from "express";
import { isRight } from "./answers.ts";
import { courses, findCourse, findLesson, findProblem } from "./content/catalog.ts";
import type { Course, Lesson, Problem } from "./content/course.ts";
import type { Finished, Progress } from "./progress.ts";

/** Courses, lessons and problems of the signed-in learner. */
export function lessonRoutes(progress: Progress): Router {
  const router = express.Router();
  const userOf = (response: Response): string => response.locals.userId as string;
  const done = (response: Response): Finished => progress.finished(userOf(response));

  router.get("/courses/", (_request, response) => {
    const finished = done(response);
    response.json({ courses: courses.map((course) => courseCard(course, finished)) });
  });

  router.get("/courses/:id/", (request, response) => {
    const course = findCourse(request.params.id);
    if (course === undefined) return missing(response, "course");
    const finished = done(response);
    response.json({
      ...courseCard(course, finished),
      lessons: course.lessons.map((lesson) => lessonCard(lesson, finished)),
    });
  });

  router.get("/lessons/:id/", (request, response) => {
    const found = findLesson(request.params.id);
    if (found === undefined) return missing(response, "lesson");
    const { course, lesson } = found;
    const finished = done(response);
    response.json({
      ...lessonCard(lesson, finished),
      body: lesson.body,
      course: link(course),
      problems: lesson.problems.map(({ id, prompt }) => ({ id, prompt, solved: finished.problems.has(id) })),
      next: link(lessonAfter(course, lesson)),
    });
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
    const { course, lesson, problem, next } = found;
    const solved = done(response).problems.has(problem.id);
    response.json({
      id: problem.id,
      prompt: problem.prompt,
      ...question(problem),
      course: link(course),
      lesson: link(lesson),
      position: lesson.problems.indexOf(problem) + 1,
      of: lesson.problems.length,
      solved,
      next: next?.id ?? null,
    });
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

  return router;
}

function question({ answer }: Problem): { kind: string; choices?: readonly string[] } {
  if ("choice" in answer) return { kind: "choice", choices: answer.choices };
  return { kind: "word" in answer ? "word" : "number" };
}

function courseCard(course: Course, finished: Finished): object {
  const problems = course.lessons.flatMap((lesson) => lesson.problems);
  return {
    ...link(course),
    summary: course.summary,
    lesson_count: course.lessons.length,
    problem_count: problems.length,
    solved_count: problems.filter((problem) => finished.problems.has(problem.id)).length,
  };
}

function lessonCard(lesson: Lesson, finished: Finished): object {
  return {
    ...link(lesson),
    summary: lesson.summary,
    minutes: lesson.minutes,
    completed: finished.lessons.has(lesson.id),
    problem_count: lesson.problems.length,
    solved_count: lesson.problems.filter((problem) => finished.problems.has(problem.id)).length,
  };
}

function link(of: Course | Lesson | undefined): { id: string; title: string } | null {
  return of === undefined ? null : { id: of.id, title: of.title };
}

function lessonAfter(course: Course, lesson: Lesson): Lesson | undefined {
  return course.lessons[course.lessons.indexOf(lesson) + 1];
}

function missing(response: Response, what: string): void {
  response.status(404).json({ detail: `There is no such ${what}.` });
}

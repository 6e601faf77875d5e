import type { PlacedLesson, PlacedProblem } from "./content/catalog.ts";
import { courses } from "./content/catalog.ts";
import type { Course, Lesson, Problem } from "./content/course.ts";
import type { Finished } from "./progress.ts";

/** All courses with what the learner has done of each. */
export function outlineOfAll(finished: Finished): object {
  return { courses: courses.map((course) => courseCard(course, finished)) };
}

/** A course with its lessons. */
export function outlineOfCourse(course: Course, finished: Finished): object {
  return {
    ...courseCard(course, finished),
    lessons: course.lessons.map((lesson) => lessonCard(lesson, finished)),
  };
}

/** A lesson to read with its problems. */
export function outlineOfLesson({ course, lesson }: PlacedLesson, finished: Finished): object {
  return {
    ...lessonCard(lesson, finished),
    body: lesson.body,
    course: link(course),
    problems: lesson.problems.map(({ id, prompt }) => ({ id, prompt, solved: finished.problems.has(id) })),
    next: link(lessonAfter(course, lesson)),
  };
}

/** A problem without its answer. */
export function outlineOfProblem({ course, lesson, problem, next }: PlacedProblem, finished: Finished): object {
  return {
    id: problem.id,
    prompt: problem.prompt,
    ...question(problem),
    course: link(course),
    lesson: link(lesson),
    position: lesson.problems.indexOf(problem) + 1,
    of: lesson.problems.length,
    solved: finished.problems.has(problem.id),
    next: next?.id ?? null,
  };
}

/** The lesson that follows in its course. */
export function lessonAfter(course: Course, lesson: Lesson): Lesson | undefined {
  return course.lessons[course.lessons.indexOf(lesson) + 1];
}

/** Where a course or lesson is, with its title. */
export function link(of: Course | Lesson | undefined): { id: string; title: string } | null {
  return of === undefined ? null : { id: of.id, title: of.title };
}

/** Everything there is to read, by the path that answers it: what a page keeps for a time without network. */
export function outlinesByPath(finished: Finished): Record<string, object> {
  const pages: Record<string, object> = { "/api/lms/courses/": outlineOfAll(finished) };
  for (const course of courses) {
    pages[`/api/lms/courses/${course.id}/`] = outlineOfCourse(course, finished);
    for (const lesson of course.lessons) {
      pages[`/api/lms/lessons/${lesson.id}/`] = outlineOfLesson({ course, lesson }, finished);
      for (const [n, problem] of lesson.problems.entries()) {
        const placed = { course, lesson, problem, next: lesson.problems[n + 1] };
        pages[`/api/lms/problems/${problem.id}/`] = outlineOfProblem(placed, finished);
      }
    }
  }
  return pages;
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

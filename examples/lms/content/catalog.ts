import type { Course, Lesson, Problem } from "./course.ts";
import { numbers } from "./numbers.ts";
import { reasoning } from "./reasoning.ts";

/** All courses, in the order in which they are shown. */
export const courses: readonly Course[] = [numbers, reasoning];

/** A lesson with the course it is in. */
export interface PlacedLesson {
  readonly course: Course;
  readonly lesson: Lesson;
}

/** A problem with its place. */
export interface PlacedProblem extends PlacedLesson {
  readonly problem: Problem;
  /** The next problem of the lesson, if there is one. */
  readonly next: Problem | undefined;
}

const lessons = new Map<string, PlacedLesson>();
const problems = new Map<string, PlacedProblem>();
for (const course of courses) {
  for (const lesson of course.lessons) {
    lessons.set(lesson.id, { course, lesson });
    for (const [n, problem] of lesson.problems.entries()) {
      problems.set(problem.id, { course, lesson, problem, next: lesson.problems[n + 1] });
    }
  }
}

/** The course with this id. */
export function findCourse(id: string): Course | undefined {
  return courses.find((course) => course.id === id);
}

/** The lesson with this id. */
export function findLesson(id: string): PlacedLesson | undefined {
  return lessons.get(id);
}

/** The problem with this id. */
export function findProblem(id: string): PlacedProblem | undefined {
  return problems.get(id);
}

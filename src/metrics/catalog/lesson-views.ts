import type { Metric } from "../metric.ts";
import { TOTALS } from "../news-totals.ts";
import { share } from "../share.ts";

/** Which lessons are looked at, and which of them are given up. */
export const lessonViews: Metric = {
  name: "lesson_views",
  title: "Lessons viewed and abandoned",
  unit: "count",
  definition:
    "Lessons by how often they were viewed and completed on the dates of the range: once for each user and local date; views that carry an id of their own count each. Abandoned are views that no completion stands against, and their share of the views; somebody who views a lesson on two dates and completes it on the second leaves one. Most viewed first. Users who were erased stay in it until reports are made again.",
  key: "lesson",
  columns: {
    views: "users and dates with a view; each view that has an id",
    completions: "users and dates with a completion",
    abandoned: "views - completions, not below 0",
    abandoned_share: "abandoned / views",
  },
  defaultDays: 28,
  isOfEverybody: true,
  async rows({ keyTotals }, { from, to }) {
    const viewed = await keyTotals(from, to, TOTALS.lessonView);
    const completed = await keyTotals(from, to, TOTALS.lessonCompleted);
    const lessons = [...new Set([...viewed.keys(), ...completed.keys()])].map((lesson) => {
      return { lesson, views: viewed.get(lesson) ?? 0, completions: completed.get(lesson) ?? 0 };
    });
    return lessons
      .sort((a, b) => b.views - a.views || (a.lesson < b.lesson ? -1 : 1))
      .map(({ lesson, views, completions }) => {
        const abandoned = Math.max(0, views - completions);
        return { lesson, views, completions, abandoned, abandoned_share: share(abandoned, views) };
      });
  },
};

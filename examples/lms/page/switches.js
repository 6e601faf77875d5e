import { call, signedIn } from "./session.js";

/** Hides the streaks of learners who do not want to see them. */
export async function applySwitches(settings) {
  if (signedIn() === null) return;
  try {
    const { switches } = settings ?? (await call("GET", "/api/me/", undefined, { alone: true }));
    document.body.classList.toggle("no-streaks", !switches.streaks);
  } catch {
    // Without network they stay as they were.
  }
}

import { createHash, timingSafeEqual } from "node:crypto";

/** A learner of the platform. */
export interface Learner {
  readonly id: string;
  readonly name: string;
  /** Whether they run the platform, and may see its dashboard. */
  readonly isAdmin?: boolean;
}

/** A learner whom everybody may sign in as. */
interface DemoLearner extends Learner {
  readonly username: string;
  readonly password: string;
  /** Whether they begin with a past. */
  readonly hasHistory: boolean;
}

const password = "learn-daily";

/** Demo learners, and one who runs the platform: shown on the login page, so nothing here is secret. A real platform keeps hashes in its database. */
export const demoLearners: readonly DemoLearner[] = [
  { id: "1001", name: "Amara Okafor", username: "amara", password, hasHistory: false },
  { id: "1002", name: "Jonas Lindqvist", username: "jonas", password, hasHistory: true },
  { id: "1003", name: "Mei Tanaka", username: "mei", password, hasHistory: false },
  { id: "1004", name: "Noor Haddad", username: "noor", password, hasHistory: false, isAdmin: true },
];

/** The learner with this name and password, or `undefined`. */
export function signIn(username: string, password: string): Learner | undefined {
  const learner = demoLearners.find((one) => one.username === username.trim().toLowerCase());
  const given = digest(password);
  const wanted = digest(learner?.password ?? "");
  return timingSafeEqual(given, wanted) && learner !== undefined ? shown(learner) : undefined;
}

/** The learner with this id, or `undefined`. */
export function learnerById(id: string): Learner | undefined {
  const learner = demoLearners.find((one) => one.id === id);
  return learner && shown(learner);
}

function shown({ id, name, isAdmin }: DemoLearner): Learner {
  return { id, name, ...(isAdmin && { isAdmin }) };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

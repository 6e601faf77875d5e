import { createPush } from "@daystreak/client/notices";
import { keep, signedIn, tokenOf, watchLearner } from "./session.js";

let push = null;

/** The switch for notices of the learner who is signed in, in this browser. */
export function pushOf() {
  return push;
}

/** Signs out. The next learner at this device shall not see the notices of the one before. */
export async function signOut() {
  await push?.turnOff().catch(() => undefined);
  keep(null);
}

/** One switch a learner. */
function follow() {
  push?.close();
  const id = signedIn()?.user.id;
  push = id === undefined ? null : createPush({ baseUrl: "", token: () => tokenOf(id) });
}

watchLearner(follow);
follow();

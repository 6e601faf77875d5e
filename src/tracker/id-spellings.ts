import type { Store } from "../storage/store.ts";

/**
 * The spellings of a beginning with which stored ids begin, whatever its case, in the order in which ids are kept. Each
 * letter doubles what is possible and one look at the index tells whether anybody is there, so that few are followed.
 */
export async function spellings(store: Pick<Store, "state" | "names">, beginning: string): Promise<string[]> {
  const letters = [...beginning];
  let found = [""];
  for (const [i, letter] of letters.entries()) {
    const cases = casesOf(letter);
    const next = found.flatMap((so) => cases.map((one) => so + one));
    found = [];
    // What has one case leads no further apart: it is looked at together with what follows.
    const isSure = cases.length === 1 && i < letters.length - 1;
    for (const so of next) if (isSure || (await isBegun(store, so))) found.push(so);
  }
  return found;
}

async function isBegun(store: Pick<Store, "state" | "names">, beginning: string): Promise<boolean> {
  const [next] = await store.names(1, beginning);
  return next?.userId.startsWith(beginning) === true || (await store.state(beginning)) !== undefined;
}

/** A letter in both cases, where each is one letter, in the order of their code points. */
function casesOf(letter: string): string[] {
  const cases = [letter, letter.toLowerCase(), letter.toUpperCase()].filter((other) => [...other].length === 1);
  return [...new Set(cases)].sort((a, b) => (a.codePointAt(0) as number) - (b.codePointAt(0) as number));
}

/** Runs work, so much of it at once and the rest in the order in which it came. */
export interface Lanes {
  /** @param work must not reject */
  run(work: () => Promise<void>): void;
}

/** So many that have run are kept before they are cleared away. */
const KEPT = 1_024;

/** Makes `count` lanes. */
export function createLanes(count: number): Lanes {
  let waiting: (() => Promise<void>)[] = [];
  let next = 0;
  let busy = 0;

  async function drive(): Promise<void> {
    busy++;
    for (let work = waiting[next]; work !== undefined; work = waiting[next]) {
      next++;
      if (next === KEPT) {
        waiting = waiting.slice(KEPT);
        next = 0;
      }
      await work();
    }
    busy--;
  }

  return {
    run(work) {
      waiting.push(work);
      if (busy < count) void drive();
    },
  };
}

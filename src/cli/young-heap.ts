import { setFlagsFromString } from "node:v8";

/** How much the memory for new objects grows by at a time: V8's own choice. */
const USUAL = 2;

/**
 * Keeps the memory for new objects as small as it begins. Loading a program leaves much behind that lives, which V8 takes
 * for a busy program; it would keep 10 MB for it ever after.
 */
export function keepYoungHeapSmall(): void {
  growBy(1);
}

/** Lets the memory for new objects follow the load again. */
export function letYoungHeapGrow(): void {
  growBy(USUAL);
}

function growBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

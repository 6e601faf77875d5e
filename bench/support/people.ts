import { createHash } from "node:crypto";

/** Zones of those users that send their own: whole, half and quarter hours, both hemispheres. */
const ZONES = [
  "Europe/Paris",
  "America/New_York",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Asia/Kathmandu",
  "Australia/Sydney",
];

/** The id of a user: 36 characters, like the UUIDs that most platforms use. The same number gives the same id. */
export function userId(number: number): string {
  const hex = createHash("md5").update(String(number)).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The zone that a user's device sends; nothing for every second user. */
export function ownZone(number: number): string | undefined {
  return number % 2 === 0 ? undefined : ZONES[(number >> 1) % ZONES.length];
}

/** Numbers of `0 … count − 1`, each once, in an order that is the same in every run. */
export function shuffled(count: number, seed = 1): number[] {
  const random = randomOf(seed);
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j] as number, numbers[i] as number];
  }
  return numbers;
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

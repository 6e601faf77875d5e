import type { DayNumber } from "../../core/calendar.ts";
import { createRandom } from "./random.ts";

/** How a simulated learner behaves over the weeks. */
export type Habit = "steady" | "weekend" | "lapsing" | "travelling" | "bingeing" | "trying";

/** One simulated learner. */
export interface Learner {
  readonly userId: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly habit: Habit;
  /** Where the learner lives. */
  readonly zone: string;
  /** The first date on which the learner may come. */
  readonly joined: DayNumber;
  /** The hour around which the learner usually comes, 0 to 24. */
  readonly hour: number;
  /** 0.6 to 1.2: how much more or less than usual of the habit. */
  readonly zeal: number;
}

/** All users of simulations, so that they can be told from real ones. */
export const SIMULATED_PREFIX = "sim-";

/** Zones of a platform with learners everywhere. */
export const USUAL_ZONES: readonly string[] = [
  "Europe/London",
  "Europe/Berlin",
  "America/New_York",
  "America/Los_Angeles",
  "America/Sao_Paulo",
  "Africa/Lagos",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Tokyo",
  "Australia/Sydney",
  "Pacific/Auckland",
];

const HABITS: readonly (readonly [Habit, number])[] = [
  ["steady", 0.28],
  ["weekend", 0.14],
  ["lapsing", 0.26],
  ["travelling", 0.06],
  ["bingeing", 0.14],
  ["trying", 0.12],
];

const FIRST =
  "Ada Amina Anh Aiko Bola Bruno Chen Chloé Dara Diego Elif Emeka Farah Femi Grace Hana Hugo Ifeoma Igor Ines Jonas Joy Kavya Kofi Lars Leila Lin Luca Maja Mateo Mei Mira Nadia Noah Noor Olga Omar Priya Rafael Ravi Rosa Sami Sofia Tariq Tess Tomás Uma Viktor Yara Yusuf Zoe".split(
    " ",
  );
const LAST =
  "Adeyemi Andersson Bauer Chowdhury Costa Diallo Dubois Eze Fischer García Haddad Hughes Ito Jansen Kaya Khan Kim Kowalski Kumar López Mensah Moreau Müller Nakamura Nguyen Novák Okafor Olsen Park Patel Petrov Popescu Rahman Ricci Rossi Sato Schmidt Silva Singh Smith Suzuki Tanaka Thapa Torres Wang Weber Yılmaz Zhang".split(
    " ",
  );
const GROUPS: readonly string[] = ["algebra", "biology", "coding", "history", "languages", "physics"];

/** What a population is made of. */
export interface Population {
  readonly seed: string;
  readonly count: number;
  readonly zones: readonly string[];
  /** The dates within which they join. */
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** The same learners for the same population. */
export function createLearners({ seed, count, zones, from, to }: Population): Learner[] {
  const width = Math.max(4, String(count).length);
  return Array.from({ length: count }, (_, i) => {
    const random = createRandom(seed, "learner", i);
    // Two in five were there from the start, the others join as the platform grows.
    const joined = random.chance(0.4) ? from : random.between(from, to);
    return {
      userId: `${SIMULATED_PREFIX}${seed}-${String(i + 1).padStart(width, "0")}`,
      name: `${random.pick(FIRST)} ${random.pick(LAST)}`,
      groups: [random.pick(GROUPS)],
      habit: habitAt(random.next()),
      zone: random.pick(zones),
      joined,
      hour: random.pick([7.5, 12.5, 17, 19.5, 20.5, 21.5]) + random.bell() * 0.5,
      zeal: 0.6 + random.next() * 0.6,
    };
  });
}

function habitAt(share: number): Habit {
  let sum = 0;
  for (const [habit, part] of HABITS) {
    sum += part;
    if (share < sum) return habit;
  }
  return "steady";
}

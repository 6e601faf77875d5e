import type { Detector } from "../alert.ts";
import { backDated } from "./back-dated.ts";
import { clockOff } from "./clock-off.ts";
import { dauOffBaseline } from "./dau-off-baseline.ts";
import { inhumanRate } from "./inhuman-rate.ts";
import { restoreBurst } from "./restore-burst.ts";
import { sleepless } from "./sleepless.ts";
import { typeSilent } from "./type-silent.ts";
import { zoneHopping } from "./zone-hopping.ts";

/** Everything unusual that is looked for. The API, its documentation and the command line are made of these. */
export const DETECTORS: readonly Detector[] = [
  dauOffBaseline,
  typeSilent,
  inhumanRate,
  sleepless,
  zoneHopping,
  clockOff,
  backDated,
  restoreBurst,
];

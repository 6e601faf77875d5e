const STYLE = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
} as const;

/** 4 Mar 2026, 18:20, by the clocks of a zone; by UTC where this browser does not know it. */
export function instantIn(instant: string, zone: string): string {
  return formatOf(zone).format(Date.parse(instant));
}

/** The same by the clock of who looks. */
export function instantHere(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", STYLE).format(Date.parse(instant));
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...STYLE, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...STYLE, timeZone: "UTC", timeZoneName: "short" });
  }
}

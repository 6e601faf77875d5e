import type { ReactNode } from "react";

const PATHS = {
  overview: "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
  live: "M12 10.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3M8 8a5.700 5.700 0 0 0 0 8M16 8a5.700 5.700 0 0 1 0 8M5 5a9.900 9.900 0 0 0 0 14M19 5a9.900 9.900 0 0 1 0 14",
  growth: "M4 17l5.500-6 4 3.500L20 7M15 7h5v5",
  retention: "M5 12a7 7 0 0 1 12.300-4.600L20 10M20 5v5h-5M19 12a7 7 0 0 1-12.300 4.600L4 14M4 19v-5h5",
  streaks:
    "M12 3c.3 3 2 4.600 3.700 6.500 1.500 1.700 2.300 3.300 2.300 5.500a6 6 0 1 1-12 0c0-2.300 1-3.800 2.200-5.500 1 1.800 1.800 2 1.800 2 1.300-2 2.300-5 2-8.500z",
  learning:
    "M12 6.500C10 5 7 4.500 3.500 5v13c3.500-.5 6.500 0 8.500 1.500 2-1.500 5-2 8.500-1.500V5C17 4.500 14 5 12 6.500zM12 6.500v13",
  hours: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M12 7.500V12l3 2",
  alerts: "M12 4.500 3.500 19h17zM12 10v4M12 16.500v.100",
  notices: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15zM10 21h4",
  operations: "M3 12h4l2.500-7 5 14 2.500-7h4",
  users:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500a6.500 6.500 0 0 1 3.500 5.500",
  excused: "M5 6.500h14v13.500H5zM5 10.500h14M8.500 3.500v4M15.500 3.500v4M9 15.200l2.200 2 4-4",
  audit: "M6 3.500h9l4 4v13H6zM14.500 3.500V8H19M9 12h7M9 15.500h7",
  menu: "M4 6.500h16M4 12h16M4 17.500h16",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14A8.500 8.500 0 0 1 10 4a8.500 8.500 0 1 0 10 10z",
  auto: "M12 3.500a8.500 8.500 0 1 0 0 17zM12 3.500a8.500 8.500 0 0 1 0 17",
  out: "M10 4.500H5v15h5M14 8l4.500 4-4.500 4M18 12H9",
  table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
  chart: "M4 4v16h16M8 15l3.500-4.500 3 2.500L19 7",
  download: "M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14",
  info: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M12 11v5M12 7.800v.100",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** A drawing beside words that say the same: it is hidden from screen readers. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" className="icon" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The flame with the sun of a day inside. */
export function Flame({ className }: { readonly className?: string }): ReactNode {
  return <img src={`${import.meta.env.BASE_URL}flame.svg`} alt="" className={className} />;
}

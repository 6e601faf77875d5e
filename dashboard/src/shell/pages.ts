import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { IconName } from "./icons.tsx";

/** A page of the dashboard. */
export interface Page {
  /** As in the address below /admin. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** Loaded when it is opened. */
  readonly component: LazyExoticComponent<ComponentType>;
}

/** Every page, in the order of the menu. A page is one folder and one line here. */
export const PAGES: readonly Page[] = [
  page("/", "Overview", "overview", () => import("../overview/page.tsx")),
  page("/live", "Live", "live", () => import("../live/page.tsx")),
  page("/growth", "Growth", "growth", () => import("../growth/page.tsx")),
  page("/retention", "Retention", "retention", () => import("../retention/page.tsx")),
  page("/streaks", "Streaks", "streaks", () => import("../streaks/page.tsx")),
  page("/learning", "Learning", "learning", () => import("../learning/page.tsx")),
  page("/hours", "Hours", "hours", () => import("../hours/page.tsx")),
  page("/alerts", "Alerts", "alerts", () => import("../alerts/page.tsx")),
  page("/notices", "Notices", "notices", () => import("../notices/page.tsx")),
  page("/operations", "Operations", "operations", () => import("../operations/page.tsx")),
  page("/users", "Users", "users", () => import("../users/page.tsx")),
  page("/excused", "Excused dates", "excused", () => import("../excused/page.tsx")),
  page("/audit", "Audit", "audit", () => import("../audit/page.tsx")),
];

/** Pages that others lead to, not the menu. */
export const INNER_PAGES: readonly Page[] = [
  page("/users/:id", "User", "users", () => import("../users/user-page.tsx")),
];

function page(path: string, title: string, icon: IconName, load: () => Promise<{ Page: ComponentType }>): Page {
  return { path, title, icon, component: lazy(async () => ({ default: (await load()).Page })) };
}

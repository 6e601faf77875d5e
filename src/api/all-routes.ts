import type { Live } from "../live/live.ts";
import type { AlertLimits } from "../metrics/alert-limits.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Tracker } from "../tracker/tracker.ts";
import type { AdminSessions } from "./admin-sessions.ts";
import type { ApiNotices } from "./api-notices.ts";
import type { Authenticate } from "./auth.ts";
import type { Route } from "./route.ts";
import { activityEventsRoutes } from "./routes/activity-events.ts";
import { activityUpdateRoutes } from "./routes/activity-update.ts";
import { adminLiveRoutes } from "./routes/admin-live.ts";
import { adminNoticeRoutes } from "./routes/admin-notices.ts";
import { adminSessionRoutes } from "./routes/admin-session.ts";
import { administrationRoutes } from "./routes/administration.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { calendarRoutes } from "./routes/calendar.ts";
import { erasureRoutes } from "./routes/erasure.ts";
import { explainRoutes } from "./routes/explain.ts";
import { exportRoutes } from "./routes/export.ts";
import { feedRoutes } from "./routes/feed.ts";
import { grantRoutes } from "./routes/grants.ts";
import { groupsRoutes } from "./routes/groups.ts";
import { liveRoutes } from "./routes/live.ts";
import { metricRoutes } from "./routes/metrics.ts";
import { noticeLinkRoutes } from "./routes/notice-links.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { ownPauseRoutes } from "./routes/own-pauses.ts";
import { protectionRoutes } from "./routes/protections.ts";
import { serviceReportRoutes } from "./routes/service-report.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { streakRoutes } from "./routes/streak.ts";
import { subscriptionRoutes } from "./routes/subscriptions.ts";
import { usersRoutes } from "./routes/users.ts";
import { v1ActivitiesRoutes } from "./routes/v1-activities.ts";
import { whatIfRoutes } from "./routes/what-if.ts";
import { zoneRoutes } from "./routes/zones.ts";

/** What the calls of the API are made of. */
export interface RouteParts {
  readonly tracker: Tracker;
  readonly live: Live;
  readonly metrics: Metrics;
  readonly notices: ApiNotices;
  readonly sessions: AdminSessions;
  /** Says who sent a request. */
  readonly authenticate: Authenticate;
  /** The same, people who are signed in to the dashboard included. */
  readonly identifyAdmin: Authenticate;
  /** From when on something is told as unusual. */
  readonly unusual: AlertLimits;
}

/** Every call about users, in the order of the documentation. */
export function allRoutes(parts: RouteParts): Route[] {
  const { tracker, live, metrics, notices, sessions, authenticate, identifyAdmin, unusual } = parts;
  return [
    ...activityUpdateRoutes(tracker),
    ...activityEventsRoutes(tracker),
    ...v1ActivitiesRoutes(tracker),
    ...calendarRoutes(tracker),
    ...streakRoutes(tracker),
    ...explainRoutes(tracker),
    ...feedRoutes(tracker),
    ...liveRoutes(tracker, live),
    ...settingsRoutes(tracker, notices),
    ...zoneRoutes(tracker),
    ...noticeRoutes(tracker, notices),
    ...subscriptionRoutes(tracker, notices),
    ...adminNoticeRoutes(tracker, notices),
    ...noticeLinkRoutes(tracker, notices),
    ...ownPauseRoutes(tracker),
    ...grantRoutes(tracker),
    ...protectionRoutes(tracker),
    ...erasureRoutes(tracker),
    ...exportRoutes(tracker),
    ...administrationRoutes(tracker),
    ...adminSessionRoutes(tracker, sessions, authenticate),
    ...adminLiveRoutes(tracker, live, identifyAdmin),
    ...metricRoutes(metrics),
    ...overviewRoutes(tracker, metrics, unusual),
    ...whatIfRoutes(metrics),
    ...alertRoutes(metrics, unusual),
    ...serviceReportRoutes(tracker),
    ...usersRoutes(tracker),
    ...groupsRoutes(tracker),
  ];
}

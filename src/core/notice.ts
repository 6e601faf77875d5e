/** What a message to a user can be about. */
export const NOTICE_KINDS = [
  "daily_reminder",
  "streak_at_risk",
  "streak_broken",
  "freeze_consumed",
  "milestone",
  "win_back",
  "weekly_recap",
] as const;

/** What a message to a user is about. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

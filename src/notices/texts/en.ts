import type { NoticeLanguage } from "./language.ts";

/** English. */
export const en: NoticeLanguage = {
  plurals: {
    days: { one: "{n} day", other: "{n} days" },
    hours: { one: "{n} hour", other: "{n} hours" },
    freezes: { one: "{n} freeze", other: "{n} freezes" },
    restores: { one: "{n} restore", other: "{n} restores" },
  },
  notices: {
    daily_reminder: {
      a: {
        title: "{#streak}Day {next} is open{/streak}{^streak}Today is open{/streak}",
        body: "Nothing is recorded for today yet.{#streak} Your streak stands at {streak:days}.{/streak}",
      },
      b: {
        title: "{#name}{name}, time to learn?{/name}{^name}Time to learn?{/name}",
        body: "{#streak}{streak:days} in a row so far. Today is still empty.{/streak}{^streak}Today could be the first day of a new streak.{/streak}",
      },
    },
    streak_at_risk: {
      a: {
        title: "{streak:days}, and today does not count yet",
        body: "{#hours}About {hours:hours} left of your day.{/hours}{^hours}Less than an hour left of your day.{/hours}{#freezes} You hold {freezes:freezes}; a day without activity uses one.{/freezes}{^freezes} If today does not count, the streak ends.{/freezes}",
      },
      b: {
        title: "Today is still open",
        body: "Your streak of {streak:days} goes on if today counts.{#freezes} Without any activity a freeze is used; you hold {freezes:freezes}.{/freezes}",
      },
    },
    streak_broken: {
      a: {
        title: "Your streak of {length:days} has ended",
        body: "{#restorable}You can still restore it: you have {restores:restores}.{/restorable}{^restorable}The next day that counts is day 1 of a new one.{/restorable}{#best} Your longest, {best:days}, stays on record.{/best}",
      },
      b: {
        title: "Begin again whenever you like",
        body: "Your streak ended at {length:days}.{#restorable} It can still be restored: you have {restores:restores}.{/restorable}{#best} The longest, {best:days}, stays on record.{/best}",
      },
    },
    freeze_consumed: {
      a: {
        title: "A freeze kept your streak",
        body: "It covered a day without activity. Your streak stays at {streak:days}.{#freezes} You hold {freezes:freezes} more.{/freezes}{^freezes} It was your last freeze.{/freezes}",
      },
      b: {
        title: "Still {streak:days}",
        body: "One freeze was used for a day without activity.{#freezes} Left: {freezes:freezes}.{/freezes}{^freezes} None is left.{/freezes}",
      },
    },
    milestone: {
      a: {
        title: "{days:days} in a row",
        body: "You reached it{#name}, {name}{/name}. Well done.",
      },
      b: {
        title: "A milestone: {days:days}",
        body: "Day by day, and here you are.",
      },
    },
    win_back: {
      a: {
        title: "Go on where you stopped",
        body: "It has been {days:days}.{#best} Your longest streak, {best:days}, stays on record.{/best}",
      },
      b: {
        title: "{#name}Hello again, {name}{/name}{^name}Hello again{/name}",
        body: "You were last here {days:days} ago. A new streak begins with the first day that counts.",
      },
    },
    weekly_recap: {
      a: {
        title: "Your last 7 days",
        body: "Active on {active_days:days}, goal met on {complete_days:days}.{#streak} Your streak stands at {streak:days}.{/streak}",
      },
      b: {
        title: "{active_days} of 7 days",
        body: "Those are your days with activity in the last week. You met your goal on {complete_days:days}.",
      },
    },
  },
  mail: {
    open: "Open {app}",
    why: "You get this e-mail because you turned on notices at {app}.",
    unsubscribe: "Unsubscribe",
    ask: "Stop these e-mails from {app}?",
    done: "Done: you will get no more of these e-mails.",
  },
};

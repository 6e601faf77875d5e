import type { NoticeLanguage } from "./language.ts";

/** Arabic, with its six plural forms. Phrases stand where the genitive and the accusative look the same. */
export const ar: NoticeLanguage = {
  plurals: {
    days: {
      zero: "{n} يوم",
      one: "يوم واحد",
      two: "يومين",
      few: "{n} أيام",
      many: "{n} يومًا",
      other: "{n} يوم",
    },
    hours: {
      zero: "{n} ساعة",
      one: "ساعة واحدة",
      two: "ساعتين",
      few: "{n} ساعات",
      many: "{n} ساعة",
      other: "{n} ساعة",
    },
    freezes: {
      zero: "{n} تجميد",
      one: "تجميد واحد",
      two: "تجميدين",
      few: "{n} تجميدات",
      many: "{n} تجميدًا",
      other: "{n} تجميد",
    },
    restores: {
      zero: "{n} استعادة",
      one: "استعادة واحدة",
      two: "استعادتين",
      few: "{n} استعادات",
      many: "{n} استعادة",
      other: "{n} استعادة",
    },
  },
  notices: {
    daily_reminder: {
      a: {
        title: "{#streak}اليوم رقم {next} ما زال مفتوحًا{/streak}{^streak}يومك ما زال مفتوحًا{/streak}",
        body: "لم يُسجَّل شيء اليوم بعد.{#streak} تقف سلسلتك عند {streak:days}.{/streak}",
      },
      b: {
        title: "{#name}{name}، هل حان وقت التعلّم؟{/name}{^name}هل حان وقت التعلّم؟{/name}",
        body: "{#streak}وصلت سلسلتك إلى {streak:days}، واليوم ما زال فارغًا.{/streak}{^streak}قد يكون اليوم أول يوم في سلسلة جديدة.{/streak}",
      },
    },
    streak_at_risk: {
      a: {
        title: "سلسلة من {streak:days}، واليوم لم يُحتسب بعد",
        body: "{#hours}يتبقى من يومك نحو {hours:hours}.{/hours}{^hours}يتبقى من يومك أقل من ساعة.{/hours}{#freezes} لديك رصيد من {freezes:freezes}؛ واليوم الخالي من النشاط يستهلك واحدًا.{/freezes}{^freezes} إن لم يُحتسب اليوم تنتهي السلسلة.{/freezes}",
      },
      b: {
        title: "اليوم ما زال مفتوحًا",
        body: "تستمر سلسلتك من {streak:days} إذا احتُسب اليوم.{#freezes} وإن لم يكن هناك نشاط فسيُستهلك تجميد من رصيدك من {freezes:freezes}.{/freezes}",
      },
    },
    streak_broken: {
      a: {
        title: "انتهت سلسلتك بعد {length:days}",
        body: "{#restorable}ما زال بإمكانك استعادتها: لديك رصيد من {restores:restores}.{/restorable}{^restorable}اليوم التالي الذي يُحتسب هو الأول في سلسلة جديدة.{/restorable}{#best} ويبقى رقمك الأعلى من {best:days} محفوظًا.{/best}",
      },
      b: {
        title: "ابدأ من جديد متى شئت",
        body: "انتهت سلسلتك عند {length:days}.{#restorable} وما زالت استعادتها ممكنة: لديك رصيد من {restores:restores}.{/restorable}{#best} ويبقى رقمك الأعلى من {best:days} محفوظًا.{/best}",
      },
    },
    freeze_consumed: {
      a: {
        title: "حمى التجميد سلسلتك",
        body: "غطّى يومًا بلا نشاط، وتبقى سلسلتك عند {streak:days}.{#freezes} يتبقى لك رصيد من {freezes:freezes}.{/freezes}{^freezes} كان هذا آخر تجميد لديك.{/freezes}",
      },
      b: {
        title: "ما زالت سلسلتك عند {streak:days}",
        body: "استُهلك تجميد واحد عن يوم بلا نشاط.{#freezes} يتبقى لك رصيد من {freezes:freezes}.{/freezes}{^freezes} لم يبقَ لديك تجميد.{/freezes}",
      },
    },
    milestone: {
      a: {
        title: "سلسلة من {days:days}",
        body: "{#name}{name}، {/name}لقد وصلت. أحسنت!",
      },
      b: {
        title: "إنجاز: سلسلة من {days:days}",
        body: "يومًا بعد يوم، وها قد وصلت.",
      },
    },
    win_back: {
      a: {
        title: "تابع من حيث توقفت",
        body: "كانت آخر زيارة لك قبل {days:days}.{#best} ورقمك الأعلى من {best:days} ما زال محفوظًا.{/best}",
      },
      b: {
        title: "{#name}أهلًا بعودتك يا {name}{/name}{^name}أهلًا بك من جديد{/name}",
        body: "كنت هنا قبل {days:days}. تبدأ سلسلة جديدة بأول يوم يُحتسب.",
      },
    },
    weekly_recap: {
      a: {
        title: "أيامك السبعة الأخيرة",
        body: "أيام النشاط: {active_days}. أيام تحقيق الهدف: {complete_days}.{#streak} تقف سلسلتك عند {streak:days}.{/streak}",
      },
      b: {
        title: "{active_days} من 7 أيام",
        body: "هذا ما تعلّمت فيه خلال الأسبوع الماضي. أيام تحقيق الهدف: {complete_days}.",
      },
    },
  },
  mail: {
    open: "فتح {app}",
    why: "تصلك هذه الرسالة لأنك فعّلت الإشعارات في {app}.",
    unsubscribe: "إلغاء الاشتراك",
    ask: "هل تريد إيقاف هذه الرسائل من {app}؟",
    done: "تم: لن تصلك رسائل من هذا النوع بعد الآن.",
  },
};

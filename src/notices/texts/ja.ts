import type { NoticeLanguage } from "./language.ts";

/** Japanese. */
export const ja: NoticeLanguage = {
  plurals: {
    days: { other: "{n}日" },
    hours: { other: "{n}時間" },
    freezes: { other: "フリーズ{n}個" },
    restores: { other: "復元{n}回" },
  },
  notices: {
    daily_reminder: {
      a: {
        title: "{#streak}{next}日目がまだです{/streak}{^streak}今日の学習がまだです{/streak}",
        body: "今日の記録はまだありません。{#streak}連続記録は{streak:days}です。{/streak}",
      },
      b: {
        title: "{#name}{name}さん、学習の時間です{/name}{^name}学習の時間です{/name}",
        body: "{#streak}これまで{streak:days}連続。今日はまだ空いています。{/streak}{^streak}今日が新しい連続記録の1日目になるかもしれません。{/streak}",
      },
    },
    streak_at_risk: {
      a: {
        title: "{streak:days}連続、今日はまだ数えられていません",
        body: "{#hours}今日はあと約{hours:hours}です。{/hours}{^hours}今日は残り1時間未満です。{/hours}{#freezes}{freezes:freezes}があり、活動のない日に1個使われます。{/freezes}{^freezes}今日が数えられないと、連続記録は終わります。{/freezes}",
      },
      b: {
        title: "今日はまだ終わっていません",
        body: "今日が数えられれば、{streak:days}の連続記録が続きます。{#freezes}活動がなければ、お持ちの{freezes:freezes}から1個使われます。{/freezes}",
      },
    },
    streak_broken: {
      a: {
        title: "{length:days}の連続記録が終わりました",
        body: "{#restorable}まだ復元できます（残り{restores:restores}）。{/restorable}{^restorable}次に数えられる日が、新しい1日目です。{/restorable}{#best}最長記録の{best:days}は残ります。{/best}",
      },
      b: {
        title: "いつでもまた始められます",
        body: "連続記録は{length:days}で終わりました。{#restorable}まだ復元できます（残り{restores:restores}）。{/restorable}{#best}最長記録の{best:days}は残ります。{/best}",
      },
    },
    freeze_consumed: {
      a: {
        title: "フリーズが連続記録を守りました",
        body: "活動のない日に使われました。連続記録は{streak:days}のままです。{#freezes}残り：{freezes:freezes}。{/freezes}{^freezes}これが最後の1個でした。{/freezes}",
      },
      b: {
        title: "連続記録は{streak:days}のまま",
        body: "活動のない日にフリーズを1個使いました。{#freezes}残り：{freezes:freezes}。{/freezes}{^freezes}残りはありません。{/freezes}",
      },
    },
    milestone: {
      a: {
        title: "{days:days}連続達成",
        body: "{#name}{name}さん、{/name}おめでとうございます。",
      },
      b: {
        title: "節目の{days:days}",
        body: "一日一日の積み重ねです。",
      },
    },
    win_back: {
      a: {
        title: "続きから始められます",
        body: "前回の学習から{days:days}たちました。{#best}最長記録の{best:days}は残っています。{/best}",
      },
      b: {
        title: "{#name}{name}さん、お久しぶりです{/name}{^name}お久しぶりです{/name}",
        body: "前回から{days:days}たちました。次に数えられる日から、新しい連続記録が始まります。",
      },
    },
    weekly_recap: {
      a: {
        title: "この7日間",
        body: "学習した日：{active_days:days}。目標を達成した日：{complete_days:days}。{#streak}連続記録は{streak:days}です。{/streak}",
      },
      b: {
        title: "7日のうち{active_days:days}",
        body: "この1週間に学習した日数です。目標は{complete_days:days}達成しました。",
      },
    },
  },
  mail: {
    open: "{app}を開く",
    why: "{app}でお知らせをオンにしているため、このメールをお送りしています。",
    unsubscribe: "配信を停止",
    ask: "{app}からのこのメールを停止しますか？",
    done: "停止しました。今後このメールは届きません。",
  },
};

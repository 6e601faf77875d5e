import type { NoticeLanguage } from "./language.ts";

/** Spanish. */
export const es: NoticeLanguage = {
  plurals: {
    days: { one: "{n} día", other: "{n} días" },
    hours: { one: "{n} hora", other: "{n} horas" },
    hoursLeft: { one: "Queda alrededor de {n} hora", other: "Quedan alrededor de {n} horas" },
    freezes: { one: "{n} protector", other: "{n} protectores" },
    freezesLeft: { one: "Te queda {n} protector", other: "Te quedan {n} protectores" },
    restores: { one: "{n} restauración", other: "{n} restauraciones" },
  },
  notices: {
    daily_reminder: {
      a: {
        title: "{#streak}El día {next} está abierto{/streak}{^streak}Hoy está abierto{/streak}",
        body: "Aún no hay nada registrado hoy.{#streak} Tu racha es de {streak:days}.{/streak}",
      },
      b: {
        title: "{#name}{name}, ¿un rato para aprender?{/name}{^name}¿Un rato para aprender?{/name}",
        body: "{#streak}Llevas {streak:days} de racha. Hoy sigue vacío.{/streak}{^streak}Hoy podría ser el primer día de una nueva racha.{/streak}",
      },
    },
    streak_at_risk: {
      a: {
        title: "{streak:days}, y hoy aún no cuenta",
        body: "{#hours}{hours:hoursLeft} de tu día.{/hours}{^hours}Queda menos de una hora de tu día.{/hours}{#freezes} Tienes {freezes:freezes}; un día sin actividad gasta uno.{/freezes}{^freezes} Si hoy no cuenta, la racha termina.{/freezes}",
      },
      b: {
        title: "Hoy sigue abierto",
        body: "Tu racha de {streak:days} continúa si hoy cuenta.{#freezes} Si no hay actividad, se gasta un protector; tienes {freezes:freezes}.{/freezes}",
      },
    },
    streak_broken: {
      a: {
        title: "Tu racha de {length:days} ha terminado",
        body: "{#restorable}Aún puedes recuperarla: tienes {restores:restores}.{/restorable}{^restorable}El próximo día que cuente será el primero de una nueva.{/restorable}{#best} Tu mejor marca, {best:days}, se conserva.{/best}",
      },
      b: {
        title: "Vuelve a empezar cuando quieras",
        body: "Tu racha terminó en {length:days}.{#restorable} Aún se puede recuperar: tienes {restores:restores}.{/restorable}{#best} La mejor, de {best:days}, se conserva.{/best}",
      },
    },
    freeze_consumed: {
      a: {
        title: "Un protector mantuvo tu racha",
        body: "Cubrió un día sin actividad. Tu racha sigue en {streak:days}.{#freezes} {freezes:freezesLeft}.{/freezes}{^freezes} Era el último.{/freezes}",
      },
      b: {
        title: "Tu racha sigue: {streak:days}",
        body: "Se usó un protector para un día sin actividad.{#freezes} {freezes:freezesLeft}.{/freezes}{^freezes} No te queda ninguno.{/freezes}",
      },
    },
    milestone: {
      a: {
        title: "{days:days} de racha",
        body: "Lo has logrado{#name}, {name}{/name}. ¡Enhorabuena!",
      },
      b: {
        title: "Un hito: {days:days}",
        body: "Día a día has llegado hasta aquí.",
      },
    },
    win_back: {
      a: {
        title: "Sigue donde lo dejaste",
        body: "Tu última actividad fue hace {days:days}.{#best} Tu mejor racha, de {best:days}, se conserva.{/best}",
      },
      b: {
        title: "{#name}Hola de nuevo, {name}{/name}{^name}Hola de nuevo{/name}",
        body: "Estuviste aquí hace {days:days}. Una nueva racha empieza con el primer día que cuente.",
      },
    },
    weekly_recap: {
      a: {
        title: "Tus últimos 7 días",
        body: "Con actividad: {active_days:days}. Con la meta cumplida: {complete_days:days}.{#streak} Tu racha es de {streak:days}.{/streak}",
      },
      b: {
        title: "{active_days} de 7 días",
        body: "Tu actividad de los últimos 7 días. Con la meta cumplida: {complete_days:days}.",
      },
    },
  },
  mail: {
    open: "Abrir {app}",
    why: "Recibes este correo porque activaste los avisos de {app}.",
    unsubscribe: "Darse de baja",
    ask: "¿Dejar de recibir estos correos de {app}?",
    done: "Listo: no recibirás más correos de este tipo.",
  },
};

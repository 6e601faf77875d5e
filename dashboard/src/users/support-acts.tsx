import type { StreakAnswer } from "@daystreak/client";
import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ActDialog, type ActDialogProps } from "../acts/act-dialog.tsx";
import { newActId } from "../acts/new-id.ts";
import { call } from "../api/call.ts";
import type { Settings } from "../wire.ts";
import { addDays, longDate } from "../words/dates.ts";
import { counted } from "../words/numbers.ts";
import { downloadExport } from "./download-export.ts";
import { apiOf } from "./user-id.ts";

/** For whom, as they are now, and what to say once something was done. */
export interface SupportActsProps {
  readonly userId: string;
  readonly streak: StreakAnswer;
  readonly settings: Settings;
  readonly onDone: (what: string) => Promise<void>;
}

/** An act: its dialog without what all of them share; `act` gives what was done. */
type Act = Omit<ActDialogProps, "onClose" | "act"> & {
  readonly label: string;
  readonly isOff?: string | false;
  readonly act: (reason: string, form: FormData, id: string) => Promise<string>;
};

/** What support can do for a user. */
export function SupportActs(props: SupportActsProps): ReactNode {
  const [open, setOpen] = useState<{ readonly label: string; readonly id: string }>();
  const acts = [freezes(props), excuse(props), restore(props), zone(props), exporting(props), erase(props)];
  const chosen = acts.find(({ label }) => label === open?.label);
  const run = async (reason: string, form: FormData): Promise<void> => {
    if (open === undefined || chosen === undefined) return;
    const what = await chosen.act(reason, form, open.id);
    setOpen(undefined);
    await props.onDone(what);
  };
  return (
    <fieldset className="acts">
      <legend className="hidden">Support</legend>
      {acts.map(({ label, isOff, isFinal }) => (
        <Button
          key={label}
          variant="default"
          size="xs"
          disabled={Boolean(isOff)}
          {...(isOff && { title: isOff })}
          {...(isFinal && { className: "final" })}
          onClick={() => setOpen({ label, id: newActId() })}
        >
          {label}…
        </Button>
      ))}
      {chosen !== undefined && <ActDialog {...chosen} act={run} onClose={() => setOpen(undefined)} />}
    </fieldset>
  );
}

function freezes({ userId, streak }: SupportActsProps): Act {
  const { held, cap } = streak.freezes;
  return {
    label: "Give freezes",
    title: "Give freezes",
    about: `A freeze keeps the streak on a date that is missed, from tomorrow on. ${held} of ${cap} are held now.`,
    children: <TextInput type="number" name="freezes" label="How many" min={1} max={100} defaultValue={1} required />,
    confirm: "Give",
    async act(reason, form, id) {
      const count = Number(form.get("freezes"));
      await call("POST", apiOf(userId)("freezes"), { freezes: count, reason, id });
      return `${counted(count, "freeze")} given.`;
    },
  };
}

function excuse({ userId, streak }: SupportActsProps): Act {
  const yesterday = addDays(streak.date, -1);
  return {
    label: "Excuse dates",
    title: "Excuse dates",
    about: "A missed date that is excused breaks no streak, past ones too; streaks are folded anew.",
    children: (
      <div className="range">
        <TextInput type="date" name="from" label="From" defaultValue={yesterday} required />
        <TextInput type="date" name="to" label="To" defaultValue={yesterday} required />
      </div>
    ),
    confirm: "Excuse",
    async act(reason, form, id) {
      const [from, to] = [String(form.get("from")), String(form.get("to"))];
      await call("POST", apiOf(userId)("excuses"), { from, to, reason, id });
      return from === to ? `${longDate(from)} is excused.` : `${longDate(from)} to ${longDate(to)} are excused.`;
    },
  };
}

function restore({ userId, streak: { lost, restores_left: left } }: SupportActsProps): Act {
  const length = counted(lost?.length ?? 0, "day");
  return {
    label: "Restore streak",
    isOff: lost === null && "No streak is lost",
    title: `Restore the streak of ${length}`,
    about: `Every date missed since it broke is protected. ${
      left > 0 ? `It spends one of ${counted(left, "restore")}.` : "There is no restore left: one is given first."
    }`,
    confirm: "Restore",
    async act(reason, _, id) {
      const api = apiOf(userId);
      if (left === 0) await call("POST", api("restores"), { restores: 1, reason, id });
      await call("POST", api("restore"), { reason, id });
      return `The streak of ${length} is restored.`;
    },
  };
}

function zone({ userId, settings }: SupportActsProps): Act {
  return {
    label: "Change zone",
    title: "Change the zone",
    about:
      "It begins with the next local date. A fixed zone counts whatever the device says; left empty, the device decides.",
    children: (
      <>
        <TextInput
          name="zone"
          label="Zone"
          placeholder="follows the device"
          list="zone-names"
          autoComplete="off"
          spellCheck={false}
          defaultValue={settings.zone === "follow" ? "" : settings.zone}
        />
        <datalist id="zone-names">
          {Intl.supportedValuesOf("timeZone").map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </>
    ),
    confirm: "Change",
    async act(reason, form) {
      const name = String(form.get("zone")).trim();
      await call("PATCH", apiOf(userId)(), { zone: name === "" ? "follow" : name, reason });
      return name === "" ? "The zone follows the device." : `The zone is ${name} from the next local date on.`;
    },
  };
}

function exporting({ userId }: SupportActsProps): Act {
  return {
    label: "Export",
    title: "Export everything about this user",
    about: "One JSON document with days, activities, facts, settings and acts, saved on this device.",
    confirm: "Export",
    async act(reason) {
      await downloadExport(userId, reason);
      return "The export is saved.";
    },
  };
}

function erase({ userId }: SupportActsProps): Act {
  return {
    label: "Erase",
    title: "Erase this user",
    about: "Days, streaks, facts and settings are gone for good, here and in every process. This cannot be taken back.",
    confirm: "Erase for good",
    isFinal: true,
    typed: userId,
    async act(reason) {
      await call("DELETE", `${apiOf(userId)()}?${new URLSearchParams({ reason })}`);
      return "Everything about this user is erased.";
    },
  };
}

import { Alert, Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ActDialog } from "../acts/act-dialog.tsx";
import { newActId } from "../acts/new-id.ts";
import { call } from "../api/call.ts";
import type { NoticeReport } from "../wire.ts";
import { localTime } from "../words/dates.ts";

/** What is about to be asked for. */
type Act = { readonly kind: "pause" | "go on" } | { readonly kind: "enable"; readonly channel: string };

/** What holds up sending, and the switches for it. */
export function Holding({
  report,
  changed,
}: {
  readonly report: NoticeReport;
  readonly changed: () => void;
}): ReactNode {
  const { paused_since: paused, gone } = report;
  const [act, setAct] = useState<Act>();
  const [id, setId] = useState("");
  const begin = (next: Act): void => {
    setId(newActId());
    setAct(next);
  };
  const perform = async (reason: string): Promise<void> => {
    if (act?.kind === "enable") await call("POST", "/api/admin/notices/enable/", { channel: act.channel, id, reason });
    else await call("POST", "/api/admin/notices/pause/", { paused: act?.kind === "pause", id, reason });
    setAct(undefined);
    changed();
  };

  return (
    <div className="holding">
      {paused === null ? (
        <Button size="xs" variant="default" onClick={() => begin({ kind: "pause" })}>
          Pause all notices…
        </Button>
      ) : (
        <Alert color="orange" title="Nothing is sent">
          <p>Paused since {localTime(paused)}. What is due meanwhile waits until its day is over.</p>
          <Button size="xs" variant="default" onClick={() => begin({ kind: "go on" })}>
            Go on sending…
          </Button>
        </Alert>
      )}
      {gone.map(({ channel, receiver, since }) => (
        <Alert key={`${channel} ${receiver}`} color="red" title={`Nothing is sent by ${channel}`}>
          <p>
            Its receiver {receiver} answered that it is gone, {localTime(since)}. It is called again once you say so.
          </p>
          <Button size="xs" variant="default" onClick={() => begin({ kind: "enable", channel })}>
            Switch {channel} on again…
          </Button>
        </Alert>
      ))}
      {act !== undefined && <ActDialog {...WORDS[act.kind]} act={perform} onClose={() => setAct(undefined)} />}
    </div>
  );
}

const WORDS = {
  pause: {
    title: "Pause all notices",
    about:
      "No channel sends anything, in any process, until somebody lets it go on. The inbox still shows what is due.",
    confirm: "Pause",
  },
  "go on": {
    title: "Go on sending notices",
    about: "What waits goes out where it is still so; what its day is over for is left out.",
    confirm: "Go on",
  },
  enable: {
    title: "Switch the channel on again",
    about:
      "What waits goes out where it is still so. What has expired meanwhile can be replayed: daystreak notices replay.",
    confirm: "Switch on",
  },
} as const;

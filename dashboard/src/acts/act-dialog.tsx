import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { ApiProblem } from "../api/problem.ts";

/** One act of support, about to be done. */
export interface ActDialogProps {
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly about: ReactNode;
  /** What else has to be said, as fields of the form. */
  readonly children?: ReactNode;
  /** What the button says. */
  readonly confirm: string;
  /** Whether it cannot be taken back. @default false */
  readonly isFinal?: boolean;
  /** Text that has to be typed first, where a click is too easy. */
  readonly typed?: string;
  /** Does it. @throws ApiProblem */
  readonly act: (reason: string, form: FormData) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks why, does it, and says what went wrong where something does. */
export function ActDialog(props: ActDialogProps): ReactNode {
  const { title, about, children, confirm, isFinal = false, typed, act, onClose } = props;
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [given, setGiven] = useState("");
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  // The browser keeps the focus inside, and gives it back where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLInputElement>("[name=reason]")?.focus();
    return () => element?.close();
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      await act(String(form.get("reason")).trim(), form);
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.message : String(error));
      setBusy(false);
    }
  };

  return (
    <dialog
      ref={dialog}
      className="card act-dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
    >
      <h2 id={heading}>{title}</h2>
      <form className="act" onSubmit={(event) => void submit(event)}>
        <Text size="sm">{about}</Text>
        {children}
        <TextInput
          name="reason"
          label="Reason"
          description="Kept in the audit with your name. Leave names of people out of it."
          required
          minLength={1}
          maxLength={500}
          pattern=".*\S.*"
          title="Say why"
          autoComplete="off"
        />
        {typed !== undefined && (
          <TextInput
            label={`Type ${typed} to go on`}
            required
            autoComplete="off"
            spellCheck={false}
            value={given}
            onChange={(event) => setGiven(event.currentTarget.value)}
          />
        )}
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={isBusy}
            disabled={typed !== undefined && given !== typed}
            {...(isFinal && { color: "red" })}
          >
            {confirm}
          </Button>
        </Group>
      </form>
    </dialog>
  );
}

import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icons.tsx";

const NEXT: Readonly<Record<MantineColorScheme, readonly [MantineColorScheme, IconName, string]>> = {
  auto: ["light", "auto", "Colours of the system; switch to light"],
  light: ["dark", "sun", "Light; switch to dark"],
  dark: ["auto", "moon", "Dark; switch to the colours of the system"],
};

/** Light, dark, or what the system says. */
export function ColorSchemeButton(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [next, icon, label] = NEXT[colorScheme];
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(next)}
    >
      <Icon name={icon} />
    </ActionIcon>
  );
}

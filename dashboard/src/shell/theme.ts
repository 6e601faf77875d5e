import { createTheme, type MantineThemeOverride } from "@mantine/core";

/**
 * What components ask the theme for. Colours are variables of styles/colors.css: the pages have no styles of their own
 * making, so that a strict content security policy holds.
 */
export const THEME: MantineThemeOverride = createTheme({
  fontFamily: "var(--mantine-font-family)",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
});

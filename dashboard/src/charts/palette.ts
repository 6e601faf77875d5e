/** Gives a colour of styles/colors.css by its name. */
export type Palette = (name: string) => string;

/** The colours of the page as they are now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

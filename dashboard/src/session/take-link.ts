/**
 * The secret of a sign-in link, `undefined` without one. It is taken out of the address as soon as the page runs, so
 * that it stays in no history.
 */
export const LINK: string | undefined = takeLink();

function takeLink(): string | undefined {
  const link = new URLSearchParams(location.hash.slice(1)).get("link");
  if (link === null) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return link;
}

const PREFIX = "/users/";

/** Where one user is shown, below /admin. */
export function userPath(userId: string): string {
  return PREFIX + encodeURIComponent(userId);
}

/** The user of the address. The router takes an id apart that holds a slash or a percent sign: it is read as it came. */
export function userInAddress(): string {
  const { pathname } = window.location;
  return decodeURIComponent(pathname.slice(pathname.indexOf(PREFIX) + PREFIX.length).replace(/\/$/, ""));
}

/** The calls of the API about a user: `apiOf("ada")("streak")`. */
export function apiOf(userId: string): (what?: string) => string {
  const path = `/v1/users/${encodeURIComponent(userId)}`;
  return (what) => (what === undefined ? path : `${path}/${what}`);
}

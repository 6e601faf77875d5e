/**
 * What every answer says to browsers: take it for what it is, load nothing from it, show it in no frame, tell nobody
 * where you were. A page that needs more brings a policy of its own, as the documentation does. HTTPS, and the header
 * that insists on it, are the proxy's.
 */
export const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
];

/** An id for an act, so that sending it again after a broken connection does nothing. */
export function newActId(): string {
  // randomUUID is there on secure pages only, and an intranet may have none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

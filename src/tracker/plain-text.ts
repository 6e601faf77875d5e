/** A text without case, accents and joined letters, as searches compare them. Capitals know more: ß and ς have one. */
export function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
}

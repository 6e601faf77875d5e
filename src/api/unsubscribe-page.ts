import { createHash } from "node:crypto";
import { escapeHtml } from "../notices/escape-html.ts";
import type { MailWords } from "../notices/texts/language.ts";
import { text } from "./reply.ts";

const STYLE = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText }
main { max-width: 26rem; padding: 2rem; text-align: center }
h1 { font-size: 1.4rem; line-height: 1.3 }
button { font: inherit; font-weight: 600; padding: .7rem 1.4rem; border: 0; border-radius: .5rem; background: #1d5fd1; color: #fff; cursor: pointer }
button:focus-visible { outline: 3px solid #1d5fd1; outline-offset: 3px }
`;

/** What a browser may do with the page: apply its style, and send its one form back to where it came from. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * The page behind a link to unsubscribe. It asks first: programs that look through mails follow links, and mean nothing
 * by it.
 */
export function unsubscribePage(words: MailWords, locale: string, isDone: boolean): Response {
  const { direction } = new Intl.Locale(locale).getTextInfo();
  const title = escapeHtml(isDone ? words.done : words.ask);
  const form = isDone ? "" : `<form method="post"><button>${escapeHtml(words.unsubscribe)}</button></form>`;
  const page = `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${form}</main></body>
</html>
`;
  return text(page, "text/html; charset=utf-8", {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
}

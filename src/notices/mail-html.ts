import type { Delivery } from "./channel.ts";
import { escapeHtml } from "./escape-html.ts";
import type { MailWords } from "./texts/language.ts";

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/**
 * A notice as the page of an e-mail: one card that every mail program shows, without pictures, scripts or anything that
 * is fetched from elsewhere, written in the direction of its language.
 */
export function mailHtml({ text, locale }: Delivery, words: MailWords, unsubscribeUrl: string): string {
  const direction = new Intl.Locale(locale).getTextInfo().direction;
  const button =
    text.url === null
      ? ""
      : `<p style="margin:24px 0 0"><a href="${escapeHtml(text.url)}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:#1d5fd1;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(words.open)}</a></p>`;
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(text.title)}</title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: #15181d !important }
  .card { background: #1f242b !important; color: #eef1f5 !important }
  .foot, .foot a { color: #a3adba !important }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" dir="${direction}" class="page" style="background:#f2f4f7">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" dir="${direction}" style="max-width:480px;font-family:${FONT}">
<tr><td class="card" style="padding:32px;border-radius:14px;background:#ffffff;color:#1b212b;font-size:16px;line-height:1.55">
<h1 style="margin:0 0 10px;font-size:22px;line-height:1.3">${escapeHtml(text.title)}</h1>
<p style="margin:0">${escapeHtml(text.body)}</p>
${button}
</td></tr>
<tr><td class="foot" style="padding:18px 32px;color:#596371;font-size:13px;line-height:1.5">
${escapeHtml(words.why)} <a href="${escapeHtml(unsubscribeUrl)}" style="color:#596371">${escapeHtml(words.unsubscribe)}</a>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** What all widgets share: the colours and their places to be changed, motion, focus, and the marks of days. */
export const SHARED = `
:host {
  --_accent: var(--daystreak-accent, light-dark(#c2410c, #ff9a5c));
  --_on-accent: var(--daystreak-on-accent, light-dark(#fff, #2a1204));
  --_protected: var(--daystreak-protected, light-dark(#2f62a3, #9cc6f7));
  --_surface: var(--daystreak-surface, light-dark(#fff, #26211c));
  --_ink: var(--daystreak-ink, light-dark(#221d17, #f4eee5));
  --_muted: var(--daystreak-muted, color-mix(in srgb, currentColor 72%, transparent));
  --_line: var(--daystreak-line, color-mix(in srgb, currentColor 20%, transparent));
  --_track: var(--daystreak-track, color-mix(in srgb, currentColor 9%, transparent));
  --_radius: var(--daystreak-radius, 14px);
  display: block;
  font-family: var(--daystreak-font, inherit);
  font-variant-numeric: tabular-nums;
  line-height: 1.4;
  word-break: auto-phrase;
}
:host([hidden]) { display: none; }
:host([theme]) { color: var(--_ink); }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([theme="auto"]) { color-scheme: light dark; }
*, ::before, ::after { box-sizing: border-box; }
p, ol { margin: 0; padding: 0; list-style: none; }
.sr {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.muted { color: var(--_muted); }
button {
  font: inherit;
  color: inherit;
  cursor: pointer;
  background: none;
  border: 0;
  border-radius: 999px;
}
.quiet {
  padding: .45em 1em;
  border: 1px solid var(--_line);
  font-size: .875em;
  font-weight: 600;
}
.quiet:hover { background: var(--_track); }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.failure { display: flex; flex-wrap: wrap; gap: .75em; align-items: center; color: var(--_muted); }

.mark {
  --_c: var(--_accent);
  display: grid;
  place-items: center;
  aspect-ratio: 1;
  border: 1.5px solid var(--_line);
  border-radius: 28%;
}
.mark[data-mark="partial"] {
  border-color: var(--_c);
  background: linear-gradient(to top, var(--_c) 45%, transparent 45%);
}
.mark[data-mark="complete"] { border-color: var(--_c); background: var(--_c); }
.mark[data-mark="protected"] {
  --_c: var(--_protected);
  border-color: var(--_c);
  background: repeating-linear-gradient(135deg, var(--_c) 0 1.5px, transparent 1.5px 4px);
}
.mark[data-mark="future"] { border-style: dotted; }
.icon, .line { fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }
.mark .icon { inline-size: 56%; color: var(--_on-accent); }
.mark[data-mark="protected"] .icon { color: var(--_c); }

.flame { display: block; overflow: visible; }
.flame .body { fill: var(--_accent); stroke: var(--_accent); stroke-width: 2.5; stroke-linejoin: round; }
.flame .core { fill: var(--_on-accent); }
.flame[data-state="at_risk"] .body { fill: color-mix(in srgb, var(--_accent) 14%, transparent); }
.flame[data-state="at_risk"] .core { fill: var(--_accent); }
.flame[data-state="frozen"] .body { fill: color-mix(in srgb, var(--_protected) 16%, transparent); stroke: var(--_protected); }
.flame[data-state="resting"] .body { fill: var(--_protected); stroke: var(--_protected); }
.flame:is([data-state="broken"], [data-state="none"], [data-state="loading"]) .body { fill: var(--_track); stroke: var(--_muted); }
.flame:is([data-state="none"], [data-state="loading"]) .body { stroke-dasharray: 4 5; stroke-linecap: round; }
.flame .line { color: var(--_muted); }
.flame[data-state="frozen"] .line { color: var(--_protected); }

@media (forced-colors: active) {
  :host {
    --_accent: CanvasText;
    --_on-accent: Canvas;
    --_protected: CanvasText;
    --_muted: CanvasText;
    --_line: GrayText;
    --_track: Canvas;
    --_surface: Canvas;
    --_ink: CanvasText;
  }
  .mark, svg { forced-color-adjust: none; }
  :focus-visible { outline-color: Highlight; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
`;

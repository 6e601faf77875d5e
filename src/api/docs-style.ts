/** The looks of the documentation page: light and dark, narrow and wide. */
export const DOCS_STYLE: string = `
:root{--ink:#1d2433;--soft:#5b6577;--line:#e3e7ee;--paper:#fff;--side:#f7f8fb;--code:#f1f3f8;--link:#2457c5;
--get:#1a7f4b;--post:#2457c5;--patch:#a15c00;--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8f0;--soft:#9aa5b8;--line:#2a3140;--paper:#12161f;--side:#171c27;
--code:#1e2532;--link:#8ab0ff;--get:#5fd39a;--post:#8ab0ff;--patch:#f0b560;--delete:#ff8a80}}
*{box-sizing:border-box}html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;display:grid;grid-template-columns:19rem minmax(0,1fr);font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:1.25rem;background:var(--side);border-right:1px solid var(--line);font-size:.82rem}
nav .brand{font-weight:700;font-size:1.15rem;color:var(--ink)}nav h2{margin:1.2rem 0 .3rem;font-size:.72rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}
nav ul{list-style:none;margin:0;padding:0}nav li a{display:block;padding:.18rem 0;color:var(--ink);overflow-wrap:anywhere}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
main{padding:2rem clamp(1rem,4vw,3.5rem);max-width:64rem}h1{margin:.2rem 0;font-size:2rem}section>h2{margin-top:3rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
.lead,.access,small{color:var(--soft)}.access{font-size:.88rem;margin-top:-.4rem}
article{margin:1.5rem 0;padding:1.1rem 1.3rem;border:1px solid var(--line);border-radius:.7rem}article:target{border-color:var(--link)}
h3{margin:0;font-size:1.05rem;overflow-wrap:anywhere}h4{margin:1rem 0 .3rem;font-size:.85rem;color:var(--soft)}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,monospace;background:var(--code);padding:.1em .35em;border-radius:.3em}h3 code{background:none}
pre{margin:1rem 0 0;padding:.8rem 1rem;overflow-x:auto;border-radius:.5rem;background:var(--code);font:.8rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
.method{display:inline-block;min-width:3.1rem;margin-right:.4rem;font:700 .7rem ui-monospace,monospace;text-transform:uppercase}
.get{color:var(--get)}.post{color:var(--post)}.patch{color:var(--patch)}.delete{color:var(--delete)}
table{width:100%;border-collapse:collapse;font-size:.88rem}td{padding:.4rem .8rem .4rem 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td:first-child{white-space:nowrap}summary{cursor:pointer;color:var(--soft);font-size:.88rem;margin-top:.8rem}
dl{display:grid;grid-template-columns:4rem 1fr;gap:.35rem;font-size:.88rem}dd{margin:0}
@media(max-width:52rem){body{display:block}nav{position:static;height:auto;border:0;border-bottom:1px solid var(--line)}td:first-child{white-space:normal}}
`;

/** Colors, type and the frame around each page. Each pair of text and ground is readable at WCAG AA in both themes. */
export const BASE = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f4; --surface: #ffffff; --sunk: #f0f3f1; --ink: #16201e; --soft: #52605c; --line: #dbe2de; --edge: #8a9a95;
  --accent: #0e5a54; --accent-hover: #0a4641; --on-accent: #ffffff; --link: #0b5d7a; --focus: #0b66c2;
  --good: #14593a; --good-ground: #dff2e6; --wait: #734700; --wait-ground: #fdeecb; --wait-line: #e3b34c;
  --bad: #9a1b1b; --bad-ground: #fde7e5; --bad-line: #e08a83; --idle: #46524f; --idle-ground: #e8edea;
  --odd: #5f1d9c; --odd-ground: #f1e6fb; --yes: #17693f; --yes-hover: #115232; --on-yes: #ffffff;
  --shadow: 0 1px 2px rgb(20 40 36 / .06), 0 6px 20px rgb(20 40 36 / .05);
  --round: 12px;
  --sans: "Segoe UI Variable Text", "Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, Ubuntu, Cantarell, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1514; --surface: #171f1d; --sunk: #1e2826; --ink: #e6edea; --soft: #a2b0ac; --line: #2b3734; --edge: #71827d;
    --accent: #5fc9bd; --accent-hover: #83d9cf; --on-accent: #06201d; --link: #7cc7e8; --focus: #7db8ff;
    --good: #92e2b1; --good-ground: #12331f; --wait: #f6cf7d; --wait-ground: #372908; --wait-line: #8a6a1d;
    --bad: #ffb0a9; --bad-ground: #3d1614; --bad-line: #99443d; --idle: #b8c5c1; --idle-ground: #27312f;
    --odd: #dbbcfc; --odd-ground: #301b46; --yes: #1f7a49; --yes-hover: #27905a; --on-yes: #ffffff;
    --shadow: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 8rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, p, ul, ol, dl, dd, figure, blockquote { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 650; }
h2 { font-size: 1.1rem; line-height: 1.35; font-weight: 650; }
h3 { font-size: .95rem; line-height: 1.4; font-weight: 650; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
code, kbd, .exact { font-family: var(--mono); font-size: .875em; }
.exact { white-space: pre-wrap; }
p, dd, li, blockquote, h1, h2, td { unicode-bidi: isolate; }
kbd { border: 1px solid var(--edge); border-bottom-width: 2px; border-radius: 4px; padding: 0 .35em; background: var(--surface); }
.faint { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
#main:focus { outline: none; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 10; background: var(--surface); padding: .6rem 1rem; border-radius: 0 0 8px 8px; }
.skip:focus { top: 0; }

.top { position: sticky; top: 0; z-index: 5; display: flex; align-items: center; gap: 2rem; padding: 0 max(1.25rem, calc((100vw - 1160px) / 2)); min-height: 3.75rem; background: var(--surface); border-bottom: 1px solid var(--line); }
.brand { display: inline-flex; align-items: center; gap: .6rem; font-weight: 650; color: var(--ink); text-decoration: none; letter-spacing: -.01em; }
.brand img { display: block; border-radius: 7px; }
.top nav { flex: 1; align-self: stretch; }
.top nav ul { display: flex; gap: .25rem; height: 100%; }
.top nav li { display: flex; }
.top nav a { position: relative; display: flex; align-items: center; gap: .45rem; padding: 0 .85rem; color: var(--soft); text-decoration: none; font-weight: 550; }
.top nav a:hover { color: var(--ink); }
.top nav a[aria-current] { color: var(--ink); }
.top nav a[aria-current]::after { content: ""; position: absolute; left: .6rem; right: .6rem; bottom: -1px; height: 3px; border-radius: 3px 3px 0 0; background: var(--accent); }
.count:empty { display: none; }
.count { min-width: 1.45rem; padding: 0 .4rem; border-radius: 999px; background: var(--wait-ground); color: var(--wait); font-size: .8rem; line-height: 1.45rem; text-align: center; font-weight: 700; }
.who { display: flex; align-items: center; gap: .75rem; color: var(--soft); font-size: .9rem; }
.who span { max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

.banner { padding: .7rem max(1.25rem, calc((100vw - 1160px) / 2)); font-size: .95rem; }
.banner.halted { background: #a31919; color: #ffffff; }
.banner.halted a, .banner.halted code { color: inherit; font-weight: 650; }
.banner.shadow { background: var(--odd-ground); color: var(--odd); }

main { max-width: 1200px; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
main > h1 { margin-bottom: 1.25rem; }
footer { width: min(1160px, 100% - 2.5rem); margin: 0 auto; padding: 1.25rem 0; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
.crumb { margin-bottom: .9rem; font-size: .9rem; }
.crumb::before { content: "‹ "; color: var(--soft); }

.plate { display: grid; place-items: center; min-height: 100vh; padding: 1rem; }
.plate main { width: min(26rem, 100%); padding: 2rem; background: var(--surface); border: 1px solid var(--line); border-radius: 16px; box-shadow: var(--shadow); }
.plate h1 { margin: 1.1rem 0 .6rem; }
.plate p + p, .plate p + form, .plate form + p { margin-top: 1rem; }
.stack { display: grid; gap: .35rem; }
.stack label:not(:first-of-type) { margin-top: .6rem; }
.stack button { margin-top: 1.1rem; }

@media (max-width: 760px) {
  .top { flex-wrap: wrap; gap: 0; padding: 0; }
  .top .brand { flex: 1; padding: .65rem 1rem; }
  .top .who { padding: .65rem 1rem; }
  .top .who > span { display: none; }
  .top nav { order: 3; flex: 0 0 100%; border-top: 1px solid var(--line); }
  .top nav ul { gap: 0; justify-content: space-between; padding: 0 .35rem; }
  .top nav a { padding: .6rem .55rem; font-size: .94rem; gap: .3rem; }
  .top nav a[aria-current]::after { left: .4rem; right: .4rem; }
  main { padding: 1.25rem 1rem 2rem; }
  .banner { padding: .7rem 1rem; }
  h1 { font-size: 1.35rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .button, button, .top nav a { transition: background-color .12s, border-color .12s, color .12s; }
  .card.fresh { animation: arrive .5s ease-out; }
}
@keyframes arrive { from { opacity: 0; } }
`;

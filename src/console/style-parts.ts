/** What pages are made of: buttons, fields, badges, boxes, lists of facts. */
export const PARTS = `
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.6rem; padding: .4rem 1.05rem; border: 1px solid var(--edge); border-radius: 9px; background: var(--surface); color: var(--ink); font: 600 .95rem/1.2 var(--sans); text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: var(--sunk); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
button.approve { background: var(--yes); border-color: var(--yes); color: var(--on-yes); }
button.approve:hover { background: var(--yes-hover); border-color: var(--yes-hover); }
button.deny { border-color: var(--bad); color: var(--bad); }
button.deny:hover { background: var(--bad-ground); }
button.quiet { min-height: 2.2rem; padding: .25rem .7rem; border-color: var(--line); background: none; color: var(--soft); font-size: .88rem; }
button.quiet:hover { color: var(--ink); border-color: var(--edge); }
.small { min-height: 2.1rem; padding: .2rem .75rem; font-size: .86rem; white-space: nowrap; }

label { font-weight: 600; font-size: .9rem; }
input, select, textarea { width: 100%; min-height: 2.6rem; padding: .45rem .7rem; border: 1px solid var(--edge); border-radius: 9px; background: var(--surface); color: var(--ink); font: 1rem/1.45 var(--sans); }
textarea { field-sizing: content; resize: vertical; }
::placeholder { color: var(--soft); opacity: 1; }

.badge, .pill { display: inline-block; padding: .1rem .6rem; border-radius: 999px; font-size: .8rem; line-height: 1.45; font-weight: 650; white-space: nowrap; }
.badge.good { background: var(--good-ground); color: var(--good); }
.badge.wait { background: var(--wait-ground); color: var(--wait); }
.badge.bad { background: var(--bad-ground); color: var(--bad); }
.badge.idle { background: var(--idle-ground); color: var(--idle); }
.badge.odd { background: var(--odd-ground); color: var(--odd); box-shadow: inset 0 0 0 1.5px currentColor; }
.pill { border: 1px solid var(--line); color: var(--soft); font-weight: 600; }
.pill::before { content: ""; display: inline-block; width: .5rem; height: .5rem; margin-right: .4rem; border-radius: 50%; background: var(--edge); }
.class-read::before { background: #5b8def; }
.class-write::before { background: #2f9d8f; }
.class-execute::before { background: #b98a17; }
.class-financial::before { background: #c2608c; }
.class-destructive { border-color: var(--bad-line); color: var(--bad); }
.class-destructive::before { background: currentColor; border-radius: 1px; }

.box { padding: .85rem 1rem; border-radius: 10px; border: 1px solid var(--line); background: var(--sunk); }
.box .head + * { margin-top: .2rem; }
.box .head { font-weight: 650; font-size: .95rem; }
.box p:not(.head) + p { margin-top: .35rem; }
.box ul { padding-left: 1.1rem; list-style: disc; }
.box.irreversible { background: var(--bad-ground); border-color: var(--bad-line); }
.box.irreversible .head { color: var(--bad); }
.box.missing { background: var(--wait-ground); border: 2px solid var(--wait-line); }
.box.missing .head { color: var(--wait); font-size: 1.05rem; }
.aside { max-width: 70ch; }
.aside.gentler strong { color: var(--good); }

.flash { margin-bottom: 1.25rem; padding: .75rem 1rem; border-radius: 10px; font-weight: 550; }
.flash.done { background: var(--good-ground); color: var(--good); }
.flash.refused { background: var(--bad-ground); color: var(--bad); }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .7rem 1.25rem; font-size: .93rem; }
.facts dt, .values dt { color: var(--soft); font-size: .82rem; font-weight: 550; }
.values { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; background: var(--sunk); }
.values > div { display: grid; grid-template-columns: minmax(7rem, 12rem) minmax(0, 1fr); gap: .25rem 1rem; padding: .5rem .9rem; }
.values > div + div { border-top: 1px solid var(--line); }
.values dt { font-family: var(--mono); padding-top: .1rem; }

details > summary { cursor: pointer; font-weight: 600; font-size: .93rem; color: var(--link); padding: .2rem 0; width: fit-content; }
details[open] > summary { margin-bottom: .75rem; }
details > * + h3, section > h3 { margin: 1rem 0 .4rem; }

.empty { padding: 2.5rem 1.5rem; border: 1.5px dashed var(--line); border-radius: var(--round); text-align: center; color: var(--soft); }
.empty strong { color: var(--ink); font-size: 1.08rem; }

table { width: 100%; border-collapse: collapse; font-size: .93rem; }
th, td { padding: .6rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .82rem; font-weight: 600; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 550; }

@media (max-width: 760px) {
  .values > div { grid-template-columns: minmax(0, 1fr); }
  .facts { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
}
@media (max-width: 400px) { .facts { gap: .6rem .9rem; } }
@media (forced-colors: active) {
  .badge, .pill, .box, .flash { border: 1px solid; }
}
`;

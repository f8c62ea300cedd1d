/** What each page adds. */
export const PAGES = `
.card { padding: 1.35rem 1.5rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shadow); }
article.card, .first, .side, .rest { display: grid; gap: .85rem; align-content: start; }
.card + .card { margin-top: 1.1rem; }
.card:focus { outline: 3px solid var(--focus); outline-offset: 2px; }
.over { display: flex; flex-wrap: wrap; align-items: center; gap: .45rem .6rem; font-size: .9rem; color: var(--soft); }
.over .left { margin-left: auto; font-variant-numeric: tabular-nums; }
.card h2 { font-size: 1.22rem; letter-spacing: -.01em; }
.card h2 a { color: inherit; text-decoration: none; }
.card h2 a:hover { text-decoration: underline; }
.story { display: grid; gap: .4rem; max-width: 72ch; }
.byline { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; color: var(--soft); font-size: .88rem; }
.decide { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .75rem 1rem; align-items: end; padding-top: .85rem; border-top: 1px solid var(--line); }
.decide .elsewhere { grid-column: 1 / -1; }
.elsewhere { color: var(--soft); }
.reason { display: grid; gap: .3rem; }
.reason .faint { font-weight: 400; }
.buttons { display: flex; gap: .75rem; }
.buttons button { min-width: 7.5rem; }
.keys { margin-top: 1rem; font-size: .88rem; }
.settled > h2 { margin-bottom: .6rem; }
.settled ul { border: 1px solid var(--line); border-radius: var(--round); background: var(--surface); overflow: hidden; }
.settled ul:empty { display: none; }
.settled li { padding: .85rem 1rem; display: grid; gap: .3rem; }
.settled li + li { border-top: 1px solid var(--line); }
.settled .over { font-size: .84rem; }
.settled .over > code, .settled .over > .pill { display: none; }
.settled .title a { color: var(--ink); text-decoration: none; font-weight: 550; }
.settled .title a:hover { text-decoration: underline; }
.settled .why { color: var(--soft); font-size: .88rem; }
.one { max-width: 60rem; }
.one h1 { overflow-wrap: anywhere; }
.split { max-width: none; gap: 1.5rem 2.25rem; }
.rest { padding-top: 1.1rem; border-top: 1px solid var(--line); }
.side .facts { grid-template-columns: minmax(0, 1fr); gap: .55rem; }
.side section + section { padding-top: 1rem; border-top: 1px solid var(--line); }
.side section > p { margin-top: .8rem; }
.one section > h2 { margin-bottom: .6rem; }
.votes li { padding: .5rem 0; }
.votes blockquote { margin: .35rem 0 0; padding-left: .8rem; border-left: 3px solid var(--line); color: var(--soft); }
@media (max-width: 1059px) { .split .side { padding-top: 1.1rem; border-top: 1px solid var(--line); } }
@media (min-width: 1060px) {
  article.split { grid-template-columns: minmax(0, 1fr) 19rem; }
  .split .side { grid-column: 2; grid-row: 1 / span 2; padding-left: 2rem; border-left: 1px solid var(--line); }
  #live:has(> .settled) { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: 0 2rem; align-items: start; }
  #live > .settled { grid-column: 2; grid-row: 1 / span 4; }
  #live > :not(.settled) { grid-column: 1; }
}
@media (max-width: 1059px) { #live > .settled { margin-top: 2rem; } }

.filters { display: grid; grid-template-columns: 1.4fr 1.4fr repeat(3, 1fr) auto; gap: .75rem; align-items: end; margin-bottom: 1.25rem; }
.filters > div { display: grid; gap: .25rem; min-width: 0; }
.filters .go { display: flex; gap: .9rem; align-items: center; }
.calls, .tools, .record { background: var(--surface); border: 1px solid var(--line); border-radius: var(--round); border-collapse: separate; border-spacing: 0; overflow: hidden; }
.calls .when, .calls .ms { white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums; }
.calls .ms { text-align: right; }
.calls .decided { color: var(--soft); }
.calls .decided code { display: block; }
tr.unknown > td { background: var(--odd-ground); }
.calls tr.unknown .when, .calls tr.unknown .ms, .calls tr.unknown .decided { color: var(--ink); }
.paging { display: flex; gap: .75rem; margin-top: 1.25rem; }
.rules li { padding: .15rem 0; }
.verdict { display: inline-block; min-width: 5.5rem; color: var(--soft); font-size: .88rem; }
.outside { margin-top: .75rem; padding: .85rem 1rem; border-left: 4px solid var(--wait-line); background: var(--wait-ground); border-radius: 0 10px 10px 0; }
.outside figcaption { color: var(--wait); font-size: .86rem; font-weight: 600; margin-bottom: .35rem; }
.record th[scope=row] { width: 25%; }
.record td { width: 37.5%; }
.differs > * { background: var(--wait-ground); }
.changed { color: var(--wait); font-size: .8rem; font-weight: 650; }
.undo { display: grid; gap: .6rem; }
.undo h2, .one .undo h2 { margin: 0; }
.one form > a { margin-left: .9rem; }
.entries li { padding: .4rem 0; display: flex; flex-wrap: wrap; gap: 0 .9rem; }
.entries .verdict { min-width: 0; }
.entries .hash { flex-basis: 100%; color: var(--soft); }

.summary { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; margin-bottom: 1.25rem; }
.summary strong { font-size: 1.15rem; font-variant-numeric: tabular-nums; margin-right: .2rem; }
.halt { display: grid; gap: .6rem; padding: 1.1rem 1.25rem; margin: 1.25rem 0; border: 1px solid var(--line); border-radius: var(--round); background: var(--surface); scroll-margin-top: 9rem; }
.halt form { display: grid; grid-template-columns: minmax(0, 28rem) auto; gap: .75rem; align-items: end; justify-content: start; }
.halt form > button { justify-self: start; }
.halt.on { background: var(--bad-ground); border-color: var(--bad-line); }
.toolset { margin-top: 1.75rem; }
.toolset h2 { margin-bottom: .5rem; text-transform: capitalize; }
.tools { table-layout: fixed; }
.tools th:nth-child(1) { width: 28%; }
.tools th:nth-child(2) { width: 8.5rem; }
.tools th:nth-child(3) { width: 11rem; }
.tools th:nth-child(5) { width: 8.5rem; }
.tools .why { color: var(--soft); font-size: .88rem; }
.tools .switch { text-align: right; }

.limits { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1rem; margin-top: 1rem; }
.limits .card { margin: 0; display: grid; gap: .55rem; align-content: start; }
.limit h2 { font-size: 1rem; font-family: var(--mono); color: var(--ink); flex: 1; }
.amount strong { font-size: 1.6rem; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.bar { display: block; width: 100%; height: .65rem; border-radius: 999px; }
.rail { fill: var(--idle-ground); }
.fill { fill: var(--accent); }
.high .fill { fill: var(--wait-line); }
.full .fill { fill: #c93a33; }
.under { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; font-size: .9rem; }
.limit .rules { font-size: .85rem; }

@media (min-width: 961px) { .calls .tool code { white-space: nowrap; } }
@media (max-width: 960px) { .filters { grid-template-columns: 1fr 1fr; } .filters .go { grid-column: 1 / -1; } }
@media (max-width: 760px) {
  .card { padding: 1.1rem 1rem; }
  .decide { grid-template-columns: minmax(0, 1fr); }
  .buttons > * { flex: 1; min-width: 0; min-height: 3rem; }
  .keys { display: none; }
  .halt form { grid-template-columns: minmax(0, 1fr); }
  .calls thead, .tools thead, .record thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .calls, .tools, .record { display: block; border: 0; background: none; border-radius: 0; overflow: visible; }
  .calls tbody, .tools tbody, .record tbody { display: grid; gap: .75rem; }
  .calls tr, .tools tr, .record tr { display: grid; gap: .3rem .75rem; padding: .85rem 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--round); }
  .calls tr.unknown { background: var(--odd-ground); border-color: currentColor; }
  .calls td, .tools td, .tools th[scope=row], .record td, .record th[scope=row] { display: block; width: auto; padding: 0; border: 0; background: none; }
  .calls tr { grid-template-columns: auto 1fr auto; grid-template-areas: "tool tool outcome" "risk caller when" "decided decided ms"; align-items: center; }
  .calls .tool { grid-area: tool; } .calls .outcome { grid-area: outcome; text-align: right; } .calls .risk { grid-area: risk; }
  .calls .caller { grid-area: caller; color: var(--soft); } .calls .when { grid-area: when; text-align: right; }
  .calls .decided { grid-area: decided; font-size: .88rem; } .calls .ms { grid-area: ms; }
  .tools tr { grid-template-columns: auto auto 1fr; align-items: center; }
  .tools th[scope=row], .tools .why { grid-column: 1 / -1; }
  .tools .switch { grid-column: 1 / -1; text-align: left; }
  .tools .switch:empty { display: none; }
  .filters > :first-child { grid-column: 1 / -1; }
  .halt form > button { justify-self: stretch; }
  .record td::before { content: attr(data-label) ": "; color: var(--soft); font-family: var(--sans); }
  .record tr.differs { background: var(--wait-ground); }
}
`;

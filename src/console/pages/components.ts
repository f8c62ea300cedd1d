import { html } from 'hono/html';
import { plain } from '../../plain.js';
import { RISK_CLASSES } from '../../terms.js';
import { exact, type Html, plural } from './format.js';

/** A risk class: a word with a color, readable without the color. */
export const classPill = (risk: string): Html =>
  html`<span class="pill class-${cssName(risk)}">${plain(risk)}</span>`;

/** What a client program says that it is, as nothing more than its word. */
export const programText = (program: string): Html => html`<bdi>“${plain(program)}”</bdi> (its own word)`;

/** In which WHMCS, where there are several. */
export const placeOf = (install: string | undefined): Html =>
  install === undefined ? html`` : html` <span class="pill">${plain(install)}</span>`;

/** A state: a word with a color. */
export const badge = (kind: 'good' | 'wait' | 'bad' | 'idle' | 'odd', text: string): Html =>
  html`<span class="badge ${kind}">${text}</span>`;

/** The risk class as part of a CSS class name; `unknown` for any other text. */
function cssName(word: string): string {
  return RISK_CLASSES.find((risk) => risk === word) ?? 'unknown';
}

/** Characters and lines from which a text gets a box of its own that scrolls, so that what follows stays within reach. */
const LONG = { characters: 1_500, lines: 20 };

const linesOf = (text: string) => text.split('\n').length;

const scrolls = (text: string) => text.length > LONG.characters || linesOf(text) > LONG.lines;

/** Whether a value gets such a box. */
export const isLong = (value: unknown): boolean => scrolls(exact(value));

/** A value exactly and whole: text keeps its lines, invisible characters are spelled out. */
function wholeValue(name: string, value: unknown): Html {
  const text = exact(value);
  if (!scrolls(text)) return html`<dd class="exact">${text}</dd>`;
  const size = `${plural(text.length, 'character')} in ${plural(linesOf(text), 'line')}`;
  return html`<dd><p class="faint">All of it: ${size}. Scroll to read to the end.</p>
<div class="exact long" tabindex="0" role="region" aria-label="${plain(name)}, ${size}">${text}</div></dd>`;
}

/** Values by name, none of them cut. */
export function valueList(values: Readonly<Record<string, unknown>>, none: string): Html {
  const entries = Object.entries(values);
  if (entries.length === 0) return html`<p class="faint">${none}</p>`;
  return html`<dl class="values">${entries.map(
    ([name, value]) => html`<div><dt>${plain(name)}</dt>${wholeValue(name, value)}</div>`,
  )}</dl>`;
}

/** Facts by label, each on one line. */
export function factList(facts: readonly { readonly label: string; readonly value: Html | string }[]): Html {
  return html`<dl class="facts">${facts.map(
    ({ label, value }) => html`<div><dt>${plain(label)}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

export const optionsOf = (values: readonly string[], chosen: string): Html[] =>
  values.map(
    (value) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${value}</option>`,
  );

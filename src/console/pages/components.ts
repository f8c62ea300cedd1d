import { html } from 'hono/html';
import { plain } from '../../plain.js';
import { exact, type Html } from './format.js';

/** A risk class, told apart by its word first and its color second. */
export const classPill = (risk: string): Html =>
  html`<span class="pill class-${cssName(risk)}">${plain(risk)}</span>`;

/** A state as a word with a color. */
export const badge = (kind: 'good' | 'wait' | 'bad' | 'idle' | 'odd', text: string): Html =>
  html`<span class="badge ${kind}">${text}</span>`;

/** Only what we know becomes part of a class name. */
function cssName(word: string): string {
  return ['read', 'write', 'execute', 'financial', 'destructive'].includes(word) ? word : 'unknown';
}

/** Values by name, as they are: text keeps its lines, and what can't be seen is written out. */
export function valueList(values: Readonly<Record<string, unknown>>, none: string): Html {
  const entries = Object.entries(values);
  if (entries.length === 0) return html`<p class="faint">${none}</p>`;
  return html`<dl class="values">${entries.map(
    ([name, value]) => html`<div><dt>${plain(name)}</dt><dd class="exact">${exact(value)}</dd></div>`,
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

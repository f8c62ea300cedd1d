import { html } from 'hono/html';
import { plain } from '../../plain.js';
import type { View } from '../view.js';
import { ago, type Html } from './format.js';

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What servers found wrong with what they need, with its cure; nothing where all is good or nobody has looked. */
export async function healthBanner({ health }: Pick<View, 'health'>, now: Date): Promise<Html> {
  // What else is on the page needs the state, too, and says what is wrong with it.
  const found = await health().catch(() => undefined);
  if (found === undefined || found.findings.length === 0) return html``;
  const errors = found.findings.filter(({ status }) => status === 'error').length;
  const warnings = found.findings.length - errors;
  const says = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(' and ');
  const items = found.findings.map(
    ({ status, says: what, cure }) =>
      html`<li><strong>${status === 'error' ? 'Error' : 'Warning'}:</strong> ${plain(what)}${cure === undefined ? '' : html`<br><span>${plain(cure)}</span>`}</li>`,
  );
  return html`<aside class="banner health${errors > 0 ? ' wrong' : ''}" aria-label="What the servers found"><details><summary>The servers found ${says}, ${ago(found.at, now)}</summary>
<ul>${items}</ul><p><code>whmcs-mcp doctor</code> looks again.</p></details></aside>`;
}

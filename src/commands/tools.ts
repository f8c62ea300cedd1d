import { LOCAL_CALLER, type ToolState } from '../guard/index.js';
import type { Host } from './host.js';
import type { Flags } from './table/flags.js';
import { printJson } from './terminal/answer.js';
import { withApp } from './with-app.js';

function table(rows: readonly ToolState[]): string {
  const longest = Math.max(0, ...rows.map(({ install = '' }) => install.length));
  const placeOf = ({ install }: ToolState) => (install === undefined ? '' : `${install.padEnd(longest)}  `);
  const widths = { name: 34, toolset: 11, class: 12, state: 9 };
  return rows
    .map(
      (row) =>
        `${placeOf(row)}${row.name.padEnd(widths.name)}${row.toolset.padEnd(widths.toolset)}${row.class.padEnd(widths.class)}${row.state.padEnd(widths.state)}${row.reason}\n`,
    )
    .join('');
}

/** Prints what the present configuration lists and refuses, with the deciding rule. */
export function printTools(host: Host, flags: Flags<'json' | 'sandbox' | 'env-file'>): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    await app.loadEveryTool();
    await app.guard.upToDate();
    const states = app.guard.states({ caller: LOCAL_CALLER });
    if (flags.json) {
      printJson(host, states);
      return 0;
    }
    if (app.guard.inShadow())
      host.stdout.write('THE POLICY DENIES NOTHING: its mode is shadow. What it would say:\n');
    const listed = states.filter((state) => state.listed).length;
    host.stdout.write(`${table(states)}${listed} of ${states.length} tools are listed.\n`);
    return 0;
  });
}

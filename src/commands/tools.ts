import type { ToolState } from '../guard/index.js';
import type { Flags, Host } from './index.js';
import type { Ready } from './ready.js';

function table(rows: readonly ToolState[]): string {
  const widths = { name: 34, toolset: 11, class: 12, state: 9 };
  return rows
    .map(
      (row) =>
        `${row.name.padEnd(widths.name)}${row.toolset.padEnd(widths.toolset)}${row.class.padEnd(widths.class)}${row.state.padEnd(widths.state)}${row.reason}\n`,
    )
    .join('');
}

/** Prints what the present configuration lists and refuses, with the deciding rule. */
export async function printTools(host: Host, flags: Flags, { app, sandbox }: Ready): Promise<number> {
  const states = app.guard.states();
  if (flags.json) {
    host.stdout.write(`${JSON.stringify(states, null, 2)}\n`);
  } else {
    if (app.guard.inShadow())
      host.stdout.write('THE POLICY DENIES NOTHING: its mode is shadow. What it would say:\n');
    const listed = states.filter((state) => state.listed).length;
    host.stdout.write(`${table(states)}${listed} of ${states.length} tools are listed.\n`);
  }
  await app.close();
  await sandbox?.close();
  return 0;
}

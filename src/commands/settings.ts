import { gatherSettings } from '../config/index.js';
import { plain } from '../plain.js';
import type { Host } from './host.js';
import type { Flags } from './table/flags.js';

/** The flags of a command that decide where its settings are. */
export type SettingsFlags = Flags<'env-file'> &
  Partial<Flags<'sandbox'>> & {
    /** Settings that were used last do not count. */
    readonly ignoresLast?: boolean;
  };

/**
 * The settings that a command works with. The embedded WHMCS has none but those that are given with it: what was last used is of
 * a real one, and so is its state.
 */
export const settingsOf = (host: Host, flags: SettingsFlags) =>
  gatherSettings(host, { named: flags['env-file'], elseLast: !flags.sandbox && !flags.ignoresLast });

const told = new WeakMap<Host, Set<string>>();

/** Tells the person at the terminal what is odd about the settings, each thing once. */
export function tellWarnings(host: Host, warnings: readonly string[]): void {
  const before = told.get(host) ?? new Set();
  told.set(host, before);
  for (const warning of warnings) {
    if (!before.has(warning)) host.stderr.write(`whmcs-mcp: ${plain(warning)}\n`);
    before.add(warning);
  }
}

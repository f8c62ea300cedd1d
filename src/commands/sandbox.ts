import { parseFault, startSandbox } from '../sandbox/index.js';
import { CommandError, type Host } from './host.js';
import { type Flags, numberOf } from './table/flags.js';

/** Runs the embedded WHMCS alone, until a signal. */
export async function runSandbox(host: Host, flags: Flags<'port' | 'seed' | 'fault'>): Promise<number> {
  const port = numberOf(flags, 'port', { least: 0, most: 65_535 }) ?? 0;
  const seed = numberOf(flags, 'seed', { least: 0, most: 4_294_967_295 }) ?? 1;
  const stopped = new Promise<void>((stop) => host.onSignal(stop));
  try {
    const fault = flags.fault === undefined ? null : parseFault(flags.fault);
    const sandbox = await startSandbox({ port, seed });
    sandbox.misbehave(fault);
    host.stdout.write(
      [
        'An embedded WHMCS is running; nothing in it is real.',
        `WHMCS_API_URL=${sandbox.url}`,
        `WHMCS_API_IDENTIFIER=${sandbox.credentials.identifier}`,
        `WHMCS_API_SECRET=${sandbox.credentials.secret}`,
        '',
      ].join('\n'),
    );
    await stopped;
    await sandbox.close();
    return 0;
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : 'cannot start');
  }
}

import { type Fault, parseFault, startSandbox } from '../sandbox/index.js';
import { cantListen } from './cant-listen.js';
import { EXIT } from './exit-codes.js';
import { CommandError, type Host } from './host.js';
import { type Flags, numberOf } from './table/flags.js';

function faultOf(text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : 'there is no such fault', EXIT.usage);
  }
}

/** Runs the embedded WHMCS alone, until a signal. */
export async function runSandbox(host: Host, flags: Flags<'port' | 'seed' | 'fault'>): Promise<number> {
  const port = numberOf(flags, 'port', { least: 0, most: 65_535 }) ?? 0;
  const seed = numberOf(flags, 'seed', { least: 0, most: 4_294_967_295 }) ?? 1;
  const stopped = new Promise<void>((stop) => host.onSignal(stop));
  const fault = flags.fault === undefined ? null : faultOf(flags.fault);
  try {
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
    throw cantListen('the embedded WHMCS', { host: '127.0.0.1', port }, { error, change: '--port' });
  }
}

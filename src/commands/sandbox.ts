import { parseFault, startSandbox } from '../sandbox/index.js';
import type { Flags, Host } from './index.js';

function wholeNumber(text: string | undefined, fallback: number, max: number): number | undefined {
  if (text === undefined) return fallback;
  return /^\d+$/.test(text) && Number(text) <= max ? Number(text) : undefined;
}

/** Runs the embedded WHMCS alone, until a signal. */
export async function runSandbox(host: Host, flags: Flags): Promise<number> {
  const port = wholeNumber(flags.port, 0, 65_535);
  const seed = wholeNumber(flags.seed, 1, 4_294_967_295);
  if (port === undefined || seed === undefined) {
    host.stderr.write('whmcs-mcp sandbox: --port and --seed take whole numbers (port 0 to 65535)\n');
    return 1;
  }
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
    host.stderr.write(`whmcs-mcp sandbox: ${error instanceof Error ? error.message : 'cannot start'}\n`);
    return 1;
  }
}

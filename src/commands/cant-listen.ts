import { systemCode } from '../system/index.js';
import { whyNoAnswer } from '../system/network/index.js';
import { CommandError } from './host.js';

const WHY: Readonly<Record<string, (at: string, change: string) => string>> = {
  EADDRINUSE: (at, change) =>
    `${at} is taken by another program, or by one of ours that runs already. End that, or take another port: ${change}`,
  EACCES: (at, change) => `this user may not listen at ${at}. Take a port above 1023: ${change}`,
  EADDRNOTAVAIL: (at) => `this machine has no such address: ${at}`,
};

/** Why a port can't be had, with what to do about it. `change` says how another is named. */
export function cantListen(
  what: string,
  { host, port }: { host: string; port: number },
  { error, change }: { error: unknown; change: string },
): CommandError {
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const code = systemCode(error);
  // Without a code it is a sentence of ours, such as one about a certificate.
  const says = code === '' && error instanceof Error ? error.message : whyNoAnswer(error);
  const why = WHY[code]?.(at, change) ?? `${at}: ${says}`;
  return new CommandError(`can't serve ${what}: ${why}.`);
}

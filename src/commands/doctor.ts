import type { Config } from '../config/index.js';
import { type ConnectionSettings, checkConnection, type Finding } from '../doctor/index.js';
import { configured } from './configured.js';
import { EXIT } from './exit-codes.js';
import type { Host } from './host.js';
import { settingsOf } from './settings.js';
import { standIn } from './stand-in.js';
import type { Flags } from './table/flags.js';
import { type Paint, paintFor } from './terminal/paint.js';

const SIGNS: Readonly<Record<Finding['status'], { sign: string; paint: keyof Paint }>> = {
  ok: { sign: '✓ ok', paint: 'good' },
  warning: { sign: '! warning', paint: 'doubtful' },
  error: { sign: '✗ error', paint: 'bad' },
  skipped: { sign: '- skipped', paint: 'dim' },
};
const WIDTH = 11;

function line({ status, id, says, cure }: Finding, paint: Paint): string {
  const { sign, paint: how } = SIGNS[status];
  const mended = cure === undefined ? '' : `${' '.repeat(WIDTH)}${cure}\n`;
  return `${paint[how](sign)}${' '.repeat(WIDTH - sign.length)}${id}: ${says}\n${mended}`;
}

const connectionOf = ({ whmcs, installation }: Config): ConnectionSettings => ({
  url: whmcs.url,
  allowHttp: whmcs.allowHttp,
  credentials: whmcs.credentials,
  staff: installation.staff,
  dateFormat: installation.dateFormat,
  timezone: installation.timezone,
});

/** Looks at everything that a server needs here, and says what is wrong and how it is mended. */
export async function doctor(host: Host, flags: Flags<'json' | 'sandbox' | 'env-file'>): Promise<number> {
  const gathered = settingsOf(host, flags);
  const sandbox = flags.sandbox ? await standIn(host, { serves: false }) : undefined;
  try {
    const read = await configured(host, gathered.values, sandbox);
    if ('problems' in read) {
      host.stdout.write(read.problems.map((problem) => `✗ error    ${problem}\n`).join(''));
      return EXIT.red;
    }
    const paint = paintFor(host, host.stdout);
    let isRed = false;
    const all: Finding[] = [];
    for await (const finding of checkConnection(connectionOf(read.config))) {
      isRed ||= finding.status === 'error';
      all.push(finding);
      if (!flags.json) host.stdout.write(line(finding, paint));
    }
    if (flags.json) host.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return isRed ? EXIT.red : EXIT.done;
  } finally {
    await sandbox?.close();
  }
}

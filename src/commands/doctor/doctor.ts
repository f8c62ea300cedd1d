import { packageFile } from '../../app.js';
import {
  byGroup,
  checkAll,
  type Everything,
  type Finding,
  roleChecklist,
  withProxies,
} from '../../doctor/index.js';
import { configured, type Problems } from '../configured.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import { settingsOf } from '../settings.js';
import { standIn } from '../stand-in.js';
import type { Flags } from '../table/flags.js';
import { printJson } from '../terminal/answer.js';
import { paintFor } from '../terminal/paint.js';
import { everything } from './gather.js';
import { FindingPrinter } from './print.js';

type Given = Flags<'json' | 'role' | 'questions' | 'sandbox' | 'env-file'>;

const NOTHING = { installs: [], state: undefined, channels: undefined, clients: undefined };

async function gathered(
  host: Host,
  flags: Given,
  work: (all: Everything) => Promise<number>,
): Promise<number> {
  const settings = settingsOf(host, flags);
  const sandbox = flags.sandbox ? await standIn(host, { serves: false }) : undefined;
  try {
    const read = await configured(host, settings.values, sandbox);
    const wrong: Partial<Problems> = 'problems' in read ? read : {};
    const problems = [...settings.problems, ...(wrong.problems ?? [])];
    const warnings = [...settings.warnings, ...(read.warnings ?? [])].filter(
      (one) => one !== settings.isLast,
    );
    const told = { problems, warnings, note: settings.isLast };
    const found =
      'problems' in read || problems.length > 0
        ? {}
        : await everything(host, read, sandbox !== undefined, settings.values);
    const { foundClients } = await import('../../setup/index.js');
    const clients = flags.sandbox ? undefined : () => foundClients(host, packageFile('dist/main.js'));
    return await work({ ...NOTHING, ...found, clients, settings: told });
  } finally {
    await sandbox?.close();
  }
}

/** Prints the smallest API role for the policy in force. Asks WHMCS nothing. */
function printRole(host: Host, { installs, settings }: Everything, isJson: boolean): number {
  const [problem] = settings.problems;
  if (problem !== undefined) throw new CommandError(problem);
  for (const { name, needs, policy } of installs) {
    if (needs === undefined) throw new CommandError('problems' in policy ? policy.problems.join('\n') : '');
    const groups = Object.fromEntries(byGroup([...needs.keys()]));
    if (isJson) host.stdout.write(`${JSON.stringify({ ...(name && { install: name }), groups })}\n`);
    else host.stdout.write(`${name === undefined ? '' : `${name}\n`}${roleChecklist(needs)}`);
  }
  return EXIT.done;
}

async function examine(host: Host, all: Everything, flags: Given): Promise<number> {
  const findings: Finding[] = [];
  const printer = new FindingPrinter(paintFor(host, host.stdout), (text) => host.stdout.write(text));
  for await (const each of checkAll(all, { excess: true, questions: flags.questions === true })) {
    const finding = withProxies(each, host.env);
    findings.push(finding);
    if (!flags.json) printer.print(finding);
  }
  if (flags.json) printJson(host, findings);
  else printer.end();
  return findings.some(({ status }) => status === 'error') ? EXIT.red : EXIT.done;
}

/** Looks at everything that a server needs here, and says what is wrong and how it is mended; or prints an API role. */
export const doctor = (host: Host, flags: Given): Promise<number> =>
  gathered(host, flags, async (all) =>
    flags.role ? printRole(host, all, flags.json === true) : examine(host, all, flags),
  );

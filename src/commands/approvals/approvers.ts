import type { App } from '../../app.js';
import { createApprovers, InvalidApprover, samePerson } from '../../identities/index.js';
import { plain } from '../../plain.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { answer, printJson } from '../terminal/answer.js';
import { columns } from '../terminal/columns.js';
import { shownTime } from '../terminal/times.js';
import { withApp } from '../with-app.js';
import { readPassword } from './read-password.js';

type Setup = Flags<'sandbox' | 'env-file'>;

const approversOf = async (app: App) => createApprovers((await app.store()).approvers);

/** `callers of support and billing` */
const forWhom = (grants: readonly string[] | undefined) =>
  grants === undefined ? 'all callers' : `callers of ${grants.map(plain).join(' and ')}`;

/** The people who may approve. */
export function listApprovers(host: Host, flags: Flags<'json'> & Setup): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const all = await (await approversOf(app)).list();
    if (flags.json) {
      printJson(host, all);
      return 0;
    }
    const now = new Date();
    const since = (at: Date) => `since ${shownTime(host, at, now)}`;
    const rows = all.map(({ name, addedAt, grants }) => [
      name,
      `${since(addedAt)}, decides for ${forWhom(grants)}`,
    ]);
    host.stdout.write(columns(rows));
    if (all.length === 0)
      host.stdout.write('No approvers are set up: whoever can open the console decides.\n');
    return 0;
  });
}

/** Lets a person approve, or gives them a new password. */
export function addApprover(
  host: Host,
  flags: Flags<'grant' | 'json'> & Setup,
  name: string,
): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const approvers = await approversOf(app);
    try {
      await approvers.set(
        name,
        await readPassword(host, `New password of ${name}: `),
        new Date(),
        flags.grant,
      );
    } catch (error) {
      if (!(error instanceof InvalidApprover)) throw error;
      throw new CommandError(error.message);
    }
    const grants = (await approvers.list()).find((one) => samePerson(one.name, name))?.grants;
    await app.journal.note('operator', { event: 'approver.set', name, grants: grants ?? null });
    answer(host, flags, {
      value: { name, grants: grants ?? null },
      text: `${name} may approve what ${forWhom(grants)} ask for, in the console and with --as ${name}.\n`,
    });
    const known = app.policy().grants;
    for (const grant of grants?.filter((one) => !known.includes(one)) ?? [])
      host.stderr.write(`The policy ${app.policy().path} has no grant ${plain(grant)}.\n`);
    return 0;
  });
}

/** Takes the right to approve from a person. */
export function removeApprover(host: Host, flags: Flags<'json'> & Setup, name: string): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const gone = await (await approversOf(app)).remove(name);
    const text = gone ? `${name} can not approve any more.\n` : `There is no approver ${name}.\n`;
    answer(host, flags, { value: { name, removed: gone }, text });
    await app.journal.note('operator', { event: 'approver.removed', name });
    return gone ? 0 : 1;
  });
}

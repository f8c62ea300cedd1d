import type { App } from '../../app.js';
import { refusalText, textOf, whereDecided } from '../../approvals/index.js';
import { createApprovers, OPERATOR } from '../../identities/index.js';
import type { StoredApproval } from '../../store/index.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { withApp } from '../with-app.js';
import { readPassword } from './read-password.js';

type Setup = 'sandbox' | 'env-file';

const oneLine = (approval: StoredApproval, now: Date) => {
  const { id, state, tool, caller, expiresAt, shown } = approval;
  const { preview } = shown as { preview?: { title?: string } };
  const secondsLeft = Math.max(0, Math.round((expiresAt.getTime() - now.getTime()) / 1000));
  const when = state === 'pending' || state === 'approved' ? `${state}, ${secondsLeft} s left` : state;
  return `${id}  ${when.padEnd(22)} ${tool.padEnd(32)} by ${caller}  ${preview?.title ?? ''}\n`;
};

/** Name of the person who decides: an approver who proves it; the operator where no approvers are set up. */
async function decider(host: Host, { as: name }: Flags<'as'>, app: App): Promise<string> {
  const approvers = createApprovers((await app.store()).approvers);
  if ((await approvers.list()).length === 0) {
    if (name === undefined) return OPERATOR;
    throw new CommandError('no approvers are set up, so --as has nobody to name.');
  }
  if (name === undefined) throw new CommandError('approvers are set up: say who you are with --as NAME.');
  const password = await readPassword(host, `Password of ${name}: `);
  const known = await approvers.check(name, password);
  if (known === undefined) throw new CommandError('that name and password do not go together.');
  return known.name;
}

/** Prints requests for approval, newest first. */
export function listApprovals(host: Host, flags: Flags<'json' | Setup>): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const now = new Date();
    const requests = await app.approvals.list({ limit: 50 });
    host.stdout.write(
      flags.json
        ? `${JSON.stringify(requests, null, 2)}\n`
        : requests.map((one) => oneLine(one, now)).join('') || 'Nothing was asked.\n',
    );
    return 0;
  });
}

/** One request, as the person who decides sees it. */
export function showApproval(host: Host, flags: Flags<Setup>, id: string): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const request = await app.approvals.get(id);
    if (request === undefined) throw new CommandError(refusalText('unknown', 'cli'));
    host.stdout.write(`${oneLine(request, new Date())}\n${textOf(request, { whole: true })}\n`);
    return 0;
  });
}

/** A person's yes or no to a request. */
export function vote(
  host: Host,
  flags: Flags<'as' | Setup>,
  { id, yes, reason }: { id: string; yes: boolean; reason: readonly string[] },
): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const who = await decider(host, flags, app);
    const result = await app.approvals.vote(id, { who, channel: 'cli', yes, reason: reason.join(' ') });
    if (!result.counted) {
      const asked = result.why === 'channel' ? await app.approvals.get(id) : undefined;
      const where = asked === undefined ? '' : ` ${whereDecided(asked.channels)}`;
      throw new CommandError(`${refusalText(result.why, 'cli')}${where}`);
    }
    const { approval } = result;
    const agreed = approval.votes.filter((one) => one.yes).length;
    const more = approval.state === 'pending' ? `; ${agreed} of ${approval.approvers} people said yes` : '';
    host.stdout.write(`${approval.id} is ${approval.state}${more}.\n`);
    return 0;
  });
}

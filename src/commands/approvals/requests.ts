import { linesInWords, refusalText, textOf, whereDecided } from '../../approvals/index.js';
import { OPERATOR } from '../../identities/index.js';
import { exactLines } from '../../plain.js';
import { deniedLines, type StoredApproval } from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { columns } from '../terminal/columns.js';
import { paintFor } from '../terminal/paint.js';
import { leftOut } from './lines.js';
import { type Requests, withAllRequests, withRequests } from './reach.js';
import { readPassword } from './read-password.js';
import { rowOf } from './row.js';

type Setup = 'sandbox' | 'env-file';

/** The person who decides: an approver who proves it; the operator where no approvers are set up. */
export async function decider(
  host: Host,
  { as: name }: Flags<'as'>,
  requests: Requests,
): Promise<{ readonly who: string; readonly grants: readonly string[] | undefined }> {
  const { approvers, hasLocalApprovers } = requests;
  if (!hasLocalApprovers)
    throw new CommandError('MCP_CONSOLE_LOCAL_APPROVERS is off: sign in at the console to decide.');
  if ((await approvers.list()).length === 0) {
    if (name === undefined) return { who: OPERATOR, grants: undefined };
    throw new CommandError('no approvers are set up, so --as has nobody to name.');
  }
  if (name === undefined) throw new CommandError('approvers are set up: say who you are with --as NAME.');
  const password = await readPassword(host, `Password of ${name}: `);
  const known = await approvers.check(name, password);
  if (known === undefined) throw new CommandError('that name and password do not go together.');
  return { who: known.name, grants: known.grants };
}

/** Works where a request is. Throws a CommandError where no state that can be found has it. */
export async function withRequest(
  host: Host,
  flags: Flags<Setup>,
  id: string,
  work: (requests: Requests, request: StoredApproval) => Promise<number>,
  { isHeld = false } = {},
): Promise<number> {
  const code = await withRequests(host, flags, async (requests) => {
    const request = await requests.approvals.get(id);
    const isMeant = !isHeld || request?.held !== undefined;
    return request && isMeant ? work(requests, request) : undefined;
  });
  if (code === undefined && isHeld)
    throw new CommandError('There is no such held mail. whmcs-mcp held lists what there is.');
  if (code === undefined)
    throw new CommandError(
      `${refusalText('unknown', 'cli')} whmcs-mcp approvals lists those that there are.`,
    );
  return code;
}

/** Prints requests for approval, newest first. */
export function listApprovals(
  host: Host,
  flags: Flags<'json' | Setup>,
  { held }: { readonly held?: true } = {},
): Promise<number> {
  return withAllRequests(host, flags, async (all) => {
    const found = (await Promise.all(all.map(({ approvals }) => approvals.list({ held, limit: 50 })))).flat();
    const newest = [...new Map(found.map((one) => [one.id, one])).values()];
    newest.sort((a, b) => b.askedAt.getTime() - a.askedAt.getTime());
    const [now, paint] = [new Date(), paintFor(host, host.stdout)];
    host.stdout.write(
      flags.json
        ? `${exactLines(newest)}\n`
        : columns(newest.map((one) => rowOf(one, now, paint))) ||
            (held ? 'Nothing was held.\n' : 'Nothing was asked.\n'),
    );
    return EXIT.done;
  });
}

/** One request, as the person who decides sees it. */
export function showApproval(
  host: Host,
  flags: Flags<'json' | Setup>,
  id: string,
  which: { readonly isHeld?: true } = {},
): Promise<number> {
  const show = async (_requests: Requests, request: StoredApproval) => {
    const row = columns([rowOf(request, new Date(), paintFor(host, host.stdout))]);
    host.stdout.write(
      flags.json ? `${exactLines(request)}\n` : `${row}\n${textOf(request, { whole: true })}\n`,
    );
    return EXIT.done;
  };
  return withRequest(host, flags, id, show, which);
}

/** What became of a request before a vote that no longer counts. */
async function alreadyText({ approvals }: Requests, id: string): Promise<string> {
  const state = (await approvals.get(id))?.state;
  return state === undefined || state === 'pending'
    ? refusalText('settled', 'cli')
    : `${id} is ${state} already. Nothing changed.`;
}

/** What a request is after a vote that counted. */
function decidedText(approval: StoredApproval): string {
  const { id, state, votes, approvers, held } = approval;
  if (held !== undefined)
    return state === 'denied'
      ? `${id} is dropped. Nothing will be sent for it.`
      : `${id} is released: a server or console at work on this state sends it within seconds.`;
  const denied = deniedLines(approval);
  const without = state === 'denied' || denied.size === 0 ? '' : `, without ${linesInWords(denied)}`;
  if (state === 'used') return `${id} is under way${without} as far as that has not left yet.`;
  const agreed = votes.filter((one) => one.yes).length;
  const more = state === 'pending' ? `; ${agreed} of ${approvers} people said yes` : '';
  const next = state === 'approved' ? ' It is good for one call: tell the agent to go on.' : '';
  return `${id} is ${state}${without}${more}.${next}`;
}

/** A person's yes or no to a request. */
export function vote(
  host: Host,
  flags: Flags<'as' | 'json' | Setup> & Partial<Flags<'lines' | 'not'>>,
  { id, yes, reason, ...which }: { id: string; yes: boolean; reason: readonly string[]; isHeld?: true },
): Promise<number> {
  const decide = async (requests: Requests, request: StoredApproval) => {
    const denied = leftOut(flags, request);
    const person = await decider(host, flags, requests);
    const said = {
      ...{ ...person, channel: 'cli' as const, yes, reason: reason.join(' ') },
      ...(denied !== undefined && { denied }),
    };
    const result = await requests.approvals.vote(id, said);
    if (!result.counted) {
      if (result.why === 'settled') throw new CommandError(await alreadyText(requests, id));
      const where = result.why === 'channel' ? ` ${whereDecided(request.channels)}` : '';
      throw new CommandError(`${refusalText(result.why, 'cli')}${where}`, EXIT.refused);
    }
    host.stdout.write(flags.json ? `${exactLines(result.approval)}\n` : `${decidedText(result.approval)}\n`);
    return 0;
  };
  return withRequest(host, flags, id, decide, which);
}

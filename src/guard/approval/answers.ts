import { waysToDecide } from '../../approvals/index.js';
import type { Tool } from '../../catalog/index.js';
import { duration } from '../../duration.js';
import type { StoredApproval } from '../../store/index.js';
import { type Failure, failure } from '../outcome.js';

/** What the caller is told of a request that does not let its call pass. `line`: it was denied as that line of a plan. */
export function approvalAnswer(
  tool: Tool,
  approval: StoredApproval,
  { now, consoleUrl, line }: { now: Date; consoleUrl: string | undefined; line?: number | undefined },
): Failure {
  const { id, rule, revision, state } = approval;
  const details = { approval: id, state, rule, revision };
  if (state === 'denied' || line !== undefined) {
    const no = approval.votes.find(
      ({ yes, denied }) => !yes || (line !== undefined && denied?.includes(line)),
    );
    const why = no?.reason ? `: ${no.reason}` : '';
    const where = line === undefined ? `request ${id}` : `line ${line} of request ${id}`;
    return failure(
      'approval_denied',
      `[POLICY DENIED] A person denied this call (${where})${why}. Nothing was sent. Don't ask for the same again; the answer stands for an hour.`,
      line === undefined ? details : { ...details, state: 'denied', line },
    );
  }
  if (state === 'expired') {
    return failure(
      'approval_expired',
      `[POLICY DENIED] Nobody approved request ${id} in time. Nothing was sent; the same call asks anew, if it is still wanted.`,
      details,
    );
  }
  if (state === 'void') {
    return failure(
      'approval_required',
      `[APPROVAL NEEDED] Request ${id} is void: ${approval.note} Nothing was sent; the same call asks anew.`,
      details,
    );
  }
  if (state === 'used') {
    return failure(
      'duplicate_call',
      `Request ${id} was good for one call, and another one just like this has used it. This one was not sent.`,
      details,
    );
  }
  const ways = waysToDecide(id, approval.channels, consoleUrl);
  const how = ways.length === 0 ? '' : ` The operator decides ${ways.join(' or ')}.`;
  const { message } = approval.shown as { message?: string };
  const remaining = duration(approval.expiresAt.getTime() - now.getTime());
  return failure(
    'approval_required',
    `[APPROVAL NEEDED] ${tool.name} waits for a person to approve it, by rule ${rule}${message ? `: ${message}` : ''}. Nothing was sent. It is request ${id}, open for ${remaining}.${how} Tell your user, and once it is approved make exactly the same call again.`,
    {
      ...details,
      expires_at: approval.expiresAt.toISOString(),
      ...(consoleUrl === undefined ? {} : { console: consoleUrl }),
    },
  );
}

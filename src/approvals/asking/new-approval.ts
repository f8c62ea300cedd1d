import type { NewApproval } from '../../store/index.js';
import { CHANNEL_TRAITS, CHANNELS } from '../../terms.js';
import type { ApprovalRequest, Denial, ShownRequest } from '../approvals.js';
import type { Preview } from '../preview.js';

/** What tells a call from others. */
export type CallKey = Pick<NewApproval, 'installation' | 'caller' | 'grant' | 'digest' | 'revision' | 'held'>;

const DEFAULT_APPROVERS = 1;
const DEFAULT_EXPIRY_SECONDS = 900;
/** Mail that is later than this is not what was meant any more. */
const LATE_MS = 3_600_000;

const defaultChannels = (approvers: number) =>
  CHANNELS.filter((name) => {
    const { byDefault, countsPeople } = CHANNEL_TRAITS[name];
    return byDefault && (countsPeople || approvers === 1);
  });

/** The row of a new request, with what people are shown of it. */
export function newApproval(
  id: string,
  request: ApprovalRequest,
  { exact, ...key }: CallKey & { exact: string },
  { install, preview, denied }: { install: string | undefined; preview: Preview; denied: readonly Denial[] },
): NewApproval {
  const { tool, rule, message, channels, approvers = DEFAULT_APPROVERS, expires } = request;
  const { shownArgs: args, reason, program, records = [], grants = [], lines } = request;
  const shown: ShownRequest = {
    ...(install === undefined ? {} : { install }),
    exact,
    args,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(program === undefined ? {} : { program }),
    ...(grants.length === 0 ? {} : { grants }),
    preview,
    ...(records.length === 0 ? {} : { records }),
    ...(denied.length === 0 ? {} : { denied }),
  };
  // Facts that could be read are compared later, even if others could not be.
  const unread = preview.missing !== undefined && Object.keys(preview.snapshot).length === 0;
  const lifetimeMs = key.held === undefined ? (expires ?? DEFAULT_EXPIRY_SECONDS) * 1000 : LATE_MS;
  return {
    ...key,
    id,
    tool,
    rule,
    channels: channels ?? defaultChannels(approvers),
    approvers,
    lifetimeMs,
    shown: { ...shown },
    snapshot: unread ? null : preview.snapshot,
    ...(lines !== undefined && { lines }),
  };
}

import { bad, type Finding, good, skipped } from '../finding.js';

/** What people are asked by, and where. */
export interface OwnChannels {
  /** Where the console is, as far as is known; undefined where none runs and no address is set. */
  readonly console: string | undefined;
  /** Where approvals are told of, where that is set up. */
  readonly webhook: string | undefined;
}

const PATIENCE_MS = 10_000;
const codeOf = (error: unknown): string => {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'no answer in time';
};

/** The status that a visit gets, or why there is none. Nothing is told there. */
async function visit(address: string, method: 'GET' | 'HEAD'): Promise<number | string> {
  try {
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return codeOf(error);
  }
}

const isUp = (came: number | string): came is number => typeof came === 'number' && came < 500;
const placeOf = (address: string) => new URL(address).origin;

async function checkConsole(address: string | undefined): Promise<Finding> {
  if (address === undefined)
    return skipped(
      'console',
      'No console runs: whmcs-mcp console starts one. Approvals can be given by whmcs-mcp approvals, too.',
    );
  const came = await visit(address, 'GET');
  if (isUp(came)) return good('console', `The console answers at ${placeOf(address)}.`);
  return bad(
    'console',
    `The console does not answer at ${placeOf(address)} (${came}).`,
    'Start it (whmcs-mcp console), or set GUARD_CONSOLE_URL to where people reach it.',
  );
}

async function checkWebhook(address: string | undefined): Promise<Finding> {
  if (address === undefined)
    return skipped('webhook', 'No webhook is told of approvals (GUARD_APPROVAL_WEBHOOK).');
  const came = await visit(address, 'HEAD');
  if (isUp(came)) return good('webhook', `Something answers where the webhook goes, ${placeOf(address)}.`);
  return bad(
    'webhook',
    `Nothing answers where the webhook goes, ${placeOf(address)} (${came}): nobody would be told of what waits for them.`,
    'Check GUARD_APPROVAL_WEBHOOK, and that its receiver runs and can be reached from here.',
  );
}

/** Whether people would hear of what waits for them. */
export async function* checkChannels(channels: OwnChannels): AsyncGenerator<Finding> {
  yield await checkConsole(channels.console);
  yield await checkWebhook(channels.webhook);
}

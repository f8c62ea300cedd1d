import { whyNoAnswer } from '../../system/network/index.js';
import { bad, type Finding, good, skipped } from '../finding.js';

/** What people are asked by, and where. */
export interface OwnChannels {
  /** Where the console is, as far as is known; undefined where none runs and no address is set. */
  readonly console: string | undefined;
  /** Who is told of approvals; undefined where nobody is. */
  readonly told: { readonly problems: readonly string[] } | readonly OwnChannel[] | undefined;
}

/** A way in which people are told of approvals. */
export interface OwnChannel {
  readonly name: string;
  readonly type: string;
  /** What is known of it without telling anybody a thing. */
  ask(): Promise<{ readonly found: 'answers' | 'accepted' | 'unasked' | 'wrong'; readonly says: string }>;
}

const PATIENCE_MS = 10_000;

/** The status that a visit gets, or why there is none. Nothing is told there. */
async function visit(address: string): Promise<number | string> {
  try {
    const response = await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return error instanceof DOMException ? 'nothing answered in time' : whyNoAnswer(error);
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
  const came = await visit(address);
  if (isUp(came)) return good('console', `The console answers at ${placeOf(address)}.`);
  return bad(
    'console',
    `The console does not answer at ${placeOf(address)} (${came}).`,
    'Start it (whmcs-mcp console), or set GUARD_CONSOLE_URL to where people reach it.',
  );
}

async function checkChannel({ name, type, ask }: OwnChannel): Promise<Finding> {
  const { found, says } = await ask();
  const channel = `${name} (${type})`;
  if (found === 'accepted') return good('notify', `${channel} would take a message.`);
  if (found !== 'wrong')
    return good(
      'notify',
      found === 'answers'
        ? `${channel} answers; whether it takes a message is tried by whmcs-mcp notify test ${name}.`
        : `${channel} is set up; whether it takes a message is tried by whmcs-mcp notify test ${name}.`,
    );
  return bad(
    'notify',
    `${channel} would take no message (${says}): nobody would be told by it of what waits for them.`,
    'Check its settings in the file of GUARD_NOTIFY, and that it can be reached from here; docs/notify.md says where each comes from.',
    { channel: name },
  );
}

async function* checkTold(told: OwnChannels['told']): AsyncGenerator<Finding> {
  if (told === undefined) yield skipped('notify', 'Nobody is told of approvals (GUARD_NOTIFY).');
  else if ('problems' in told)
    for (const problem of told.problems)
      yield bad(
        'notify',
        problem,
        'Correct the file of GUARD_NOTIFY: no server starts with it. docs/notify.md shows one.',
      );
  else for (const finding of await Promise.all(told.map(checkChannel))) yield finding;
}

/** Whether people would hear of what waits for them. */
export async function* checkChannels(channels: OwnChannels): AsyncGenerator<Finding> {
  yield await checkConsole(channels.console);
  yield* checkTold(channels.told);
}

import { bad, doubtful, type Finding, good, skipped } from '../finding.js';

/** Why every call but reads is refused. */
interface Halted {
  readonly by: string;
  readonly reason: string;
  /** A file that halts as long as it is there. */
  readonly file?: string;
}

/** What is in the state that concerns doctor. */
export interface OpenedState {
  readonly halt: Halted | undefined;
}

/** A server of this user that is running. */
export interface Running {
  readonly pid: number;
  readonly state: string;
}

export interface OwnState {
  /** For people: a path, a database without its password, or `memory`. */
  readonly shown: string;
  readonly isShared: boolean;
  /** Opens it and reads; rejects with a sentence where that can't be done. */
  open(): Promise<OpenedState>;
  /** What is left of the disk it is on; undefined where it is no file here. */
  freeBytes(): Promise<number | undefined>;
  /** The servers of this user. Throws a sentence where their list can't be trusted. */
  servers(): readonly Running[];
}

const LOW_BYTES = 200 * 1024 * 1024;
const FULL_BYTES = 20 * 1024 * 1024;
const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

function haltFinding(halt: Halted | undefined): Finding {
  if (halt === undefined) return good('halt', 'Nothing is halted.');
  const { by, reason, file } = halt;
  if (file !== undefined)
    return doubtful(
      'halt',
      `Every call but reads is halted by the file ${file}.`,
      'When its reason is gone, remove the file.',
    );
  return doubtful(
    'halt',
    `Every call but reads is halted, by ${by}${reason === '' ? '' : `: ${reason}`}.`,
    'When its reason is gone: whmcs-mcp resume.',
  );
}

async function checkOpening({ shown, isShared, open }: OwnState): Promise<Finding[]> {
  let opened: OpenedState;
  try {
    opened = await open();
  } catch (error) {
    return [
      bad(
        'state',
        `The state ${shown} can not be used: ${sentenceOf(error)}`,
        'Without it no write leaves, and no limit counts. Let the user of the server own the file and its folder (chmod 700), or set GUARD_STATE to a place that can be written.',
      ),
    ];
  }
  const { halt } = opened;
  return [
    isShared
      ? good('state', `The state is ${shown}.`)
      : doubtful(
          'state',
          'GUARD_STATE is memory: limits, approvals and the journal are gone with each server, and no console sees them.',
          'Leave GUARD_STATE unset, or name a file.',
        ),
    haltFinding(halt),
  ];
}

async function checkDisk({ freeBytes }: OwnState): Promise<Finding> {
  const free = await freeBytes().catch(() => undefined);
  if (free === undefined) return skipped('disk', 'What is left of the disk of the state can not be told.');
  const facts = { free: String(free) };
  const says = `The disk of the state has ${megabytes(free)} left`;
  if (free >= LOW_BYTES) return good('disk', `${says}.`, facts);
  const cure =
    'Make room on that disk, or move the state; GUARD_JOURNAL_DAYS says how long the journal is kept.';
  return free < FULL_BYTES
    ? bad('disk', `${says}: soon no write leaves.`, cure, facts)
    : doubtful('disk', `${says}.`, cure, facts);
}

function checkServers({ shown, servers }: OwnState): Finding {
  let all: readonly Running[];
  try {
    all = servers();
  } catch (error) {
    return bad(
      'servers',
      `The list of your servers can not be trusted: ${sentenceOf(error)}`,
      'whmcs-mcp halt may miss one. Let only the user of the servers change that folder (chmod 700).',
    );
  }
  const here = all.filter(({ state }) => state === shown);
  const others = [...new Set(all.filter(({ state }) => state !== shown).map(({ state }) => state))];
  const facts = { here: here.map(({ pid }) => pid).join(', '), elsewhere: others.join(', ') };
  const says = `${here.length} server${here.length === 1 ? ' of yours works' : 's of yours work'} on this state`;
  return others.length === 0
    ? good('servers', `${says}.`, facts)
    : doubtful(
        'servers',
        `${says}, ${all.length - here.length} on another: ${others.join(', ')}.`,
        'Limits, approvals and the journal count apart there. If that is not wanted, give all the same GUARD_STATE.',
        facts,
      );
}

/** The state, its disk, and who works on it. */
export async function* checkState(state: OwnState): AsyncGenerator<Finding> {
  yield* await checkOpening(state);
  yield await checkDisk(state);
  yield checkServers(state);
}

import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  type ChainVerdict,
  type Checkpoint,
  checkAgainst,
  fingerprintIn,
  fingerprintOf,
  type IntactChain,
  InvalidCheckpoint,
  makeCheckpoint,
  newKey,
  readCheckpoint,
  verify,
  verifyExport,
} from '../../audit/index.js';
import { makeFolder } from '../../machine/index.js';
import { exactLines, plain } from '../../plain.js';
import { defaultLocation, isDatabaseUrl, shownLocation } from '../../store/index.js';
import { systemCode, whyNot } from '../../system/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { printJson } from '../terminal/answer.js';
import { readSetting, withState } from '../with-state.js';

function readFile(host: Host, file: string): string {
  try {
    return readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read (${whyNot(error)}).`);
  }
}

/** Reads a file with a key or a checkpoint. Throws a CommandError that names the fault. */
function understood<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidCheckpoint) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

/** Beside a state in a file; for a database, where the state of this user is by default. */
function keyFile(host: Host, state: string): string {
  const name = `${shownLocation(state).replace(/[^\w.]+/g, '-')}.audit-key.pem`;
  if (isDatabaseUrl(state)) return join(dirname(defaultLocation(host)), name);
  return `${resolve(host.cwd, state)}.audit-key.pem`;
}

/** The key beside the state, made for this user alone when it is first needed. */
function ownKey(host: Host, state: string): { file: string; key: string } {
  const file = keyFile(host, state);
  try {
    makeFolder(dirname(file));
    writeFileSync(file, newKey(), { flag: 'wx', mode: 0o600 });
    host.stderr.write(
      `Made the key ${file}. Keep a copy of it and of each checkpoint where this machine can't write.\n`,
    );
  } catch (error) {
    if (systemCode(error) !== 'EEXIST')
      throw new CommandError(`The key ${file} can't be made (${whyNot(error)}).`);
  }
  return { file, key: readFile(host, file) };
}

/** The host of the WHMCS that is set here, for people who read the checkpoint. */
function installationOf(host: Host, flags: Flags<'sandbox' | 'env-file'>): string | undefined {
  const url = readSetting(host, flags, 'url');
  return URL.canParse(url) ? new URL(url).host || undefined : undefined;
}

/** `audit checkpoint`: prints where the journal stands, signed. */
export function checkpoint(
  host: Host,
  flags: Flags<'key' | 'json' | 'sandbox' | 'env-file'>,
): Promise<number> {
  return withState(host, flags, async ({ store: { journal } }, path) => {
    const verdict = await verify(journal);
    if (!verdict.ok) {
      throw new CommandError(`the journal is not whole. ${verdict.message}`);
    }
    if (verdict.to === 0) {
      throw new CommandError('the journal has no entry yet.');
    }
    const { file, key } =
      flags.key === undefined ? ownKey(host, path) : { file: flags.key, key: readFile(host, flags.key) };
    const made = understood(file, () =>
      makeCheckpoint(
        { seq: verdict.to, hash: verdict.hash },
        { key, at: new Date(), installation: installationOf(host, flags) },
      ),
    );
    printJson(host, made);
    host.stderr.write(`Signed with ${fingerprintOf(made.publicKey)}.\n`);
    return 0;
  });
}

/** The checkpoint to hold the journal against, made with the key that is expected. */
function givenCheckpoint(host: Host, flags: Flags<'checkpoint' | 'public-key'>): Checkpoint | undefined {
  const { checkpoint: file, 'public-key': expected } = flags;
  if (file === undefined) {
    if (expected !== undefined) throw new CommandError('--public-key goes with --checkpoint FILE.');
    return undefined;
  }
  const given = understood(file, () => readCheckpoint(readFile(host, file)));
  if (expected === undefined) return given;
  const pinned = understood(expected, () => fingerprintIn(readFile(host, expected)));
  const used = fingerprintOf(given.publicKey);
  if (pinned === used) return given;
  throw new CommandError(`${file} was signed with ${used}, and the key in ${expected} is ${pinned}.`);
}

async function checkFile(host: Host, file: string, wanted: readonly number[]): Promise<ChainVerdict> {
  try {
    return await verifyExport(createReadStream(resolve(host.cwd, file), 'utf8'), wanted);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    throw new CommandError(`${file} can't be read (${whyNot(error)}).`);
  }
}

function sayWhole(host: Host, { entries, from, to, hash }: IntactChain, given: Checkpoint | undefined): void {
  const counted = entries === 1 ? '1 entry' : `${entries.toLocaleString('en-US')} entries`;
  host.stdout.write(
    entries === 0
      ? 'Whole: there is no entry.\n'
      : `Whole: ${counted}, ${from} to ${to}, none changed, missing or moved.\n`,
  );
  if (entries > 0) host.stdout.write(`The last has the hash ${hash}.\n`);
  if (given === undefined) {
    host.stdout.write(
      'Not told by this: whether the newest entries were removed, or all was written anew. A checkpoint kept elsewhere tells (whmcs-mcp audit checkpoint).\n',
    );
    return;
  }
  const { seq, at, installation } = given;
  const of = installation === undefined ? '' : ` of ${plain(installation)}`;
  host.stdout.write(
    `Entry ${seq} is the one of the checkpoint${of} made ${plain(at)}, signed with ${fingerprintOf(given.publicKey)}.\n`,
  );
}

/** What was found, for scripts. `says` is why, where it is not whole or not as signed. */
function verdictInJson(
  verdict: ChainVerdict,
  given: Checkpoint | undefined,
  says: string | undefined,
): string {
  const { entries, from, to, hash } = verdict.ok ? verdict : {};
  const checkpoint = given && { seq: given.seq, at: given.at, key: fingerprintOf(given.publicKey) };
  return `${exactLines({ whole: says === undefined, says, entries, from, to, hash, checkpoint })}\n`;
}

function sayVerdict(
  host: Host,
  flags: Flags<'json'>,
  verdict: ChainVerdict,
  { given, lost }: { given: Checkpoint | undefined; lost?: string | undefined },
): number {
  const against = verdict.ok && lost === undefined ? given && checkAgainst(given, verdict) : undefined;
  const says = verdict.ok ? (lost ?? against) : plain(verdict.message);
  if (flags.json) host.stdout.write(verdictInJson(verdict, given, says));
  else if (says !== undefined)
    host.stdout.write(`${against === undefined ? 'NOT WHOLE' : 'NOT AS SIGNED'}. ${plain(says)}\n`);
  else if (verdict.ok) sayWhole(host, verdict, given);
  return says === undefined ? EXIT.done : EXIT.failed;
}

/** Cut away counts as there: the cuts are part of the chain. */
const holds = ({ from, hashes }: IntactChain, { seq, hash }: { seq: number; hash: string }) =>
  hashes.get(seq) === hash || (hashes.get(seq) === undefined && seq < from);

/** `audit verify`: whether the journal, or an exported file, is whole. Exit code 1 where it is not. */
export function verifyJournal(
  host: Host,
  flags: Flags<'file' | 'checkpoint' | 'public-key' | 'json' | 'sandbox' | 'env-file'>,
): Promise<number> {
  const given = givenCheckpoint(host, flags);
  const wanted = given === undefined ? [] : [given.seq];
  const { file } = flags;
  if (file !== undefined) {
    return checkFile(host, file, wanted).then((verdict) => sayVerdict(host, flags, verdict, { given }));
  }
  return withState(host, flags, async ({ store: { journal } }, path) => {
    const promised = journal.promised();
    const verdict = await verify(journal, promised === undefined ? wanted : [...wanted, promised.seq]);
    let lost: string | undefined;
    if (verdict.ok && promised !== undefined && !holds(verdict, promised)) {
      lost = `Entry ${promised.seq} was written here and is not in the journal: its newest entries were lost, or an older state was put in its place. No write passes with it; put back a backup with whmcs-mcp restore FILE.`;
    } else if (verdict.ok && verdict.to === 0 && given === undefined && existsSync(keyFile(host, path))) {
      lost = `The journal is empty, and a checkpoint of one was signed here: the key ${plain(keyFile(host, path))} lies beside it. Look for the state that it was made of; audit verify --checkpoint FILE tells it.`;
    }
    return sayVerdict(host, flags, verdict, { given, lost });
  });
}

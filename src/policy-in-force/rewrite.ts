import { createHash } from 'node:crypto';
import { accessSync, constants, copyFileSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs';
import { type Draft, exposureOf, openDraft } from '../machine/index.js';
import { editPolicy, type PolicyVocabulary, parsePolicy } from '../policy/index.js';
import { readWholeFile, systemCode, UnfitFile, whyNot } from '../system/index.js';
import type { Switches } from '../terms.js';
import { CHANGED_MEANWHILE, type PolicyText, type Replacement } from './policy-text.js';

/** The edit can't be made; the message is a sentence for the operator. */
class NotWritten extends Error {}

/** Checks the mode as well as the access: root may write to any file, and a read-only one is meant to stay. */
function writable(path: string): Stats {
  const stats = statSync(path);
  const exposure = exposureOf(path);
  if (exposure !== undefined) throw new NotWritten(`The policy file is not safe from others. ${exposure}.`);
  if ((stats.mode & 0o222) === 0) throw new NotWritten('The policy file is read-only; edit it by hand.');
  accessSync(path, constants.W_OK);
  return stats;
}

function textOf(path: string): string {
  const bytes = readWholeFile(path);
  const text = bytes.toString('utf8');
  // Bytes that are not UTF-8 would come back changed.
  if (!Buffer.from(text).equals(bytes))
    throw new NotWritten('The policy file is not UTF-8; save it as that.');
  return text;
}

/** Opens the file that takes the place of another. Whoever finds it there waits for its owner, so no edit is lost. */
function openNext(target: string): Draft {
  const path = `${target}.new`;
  try {
    return openDraft(target, path);
  } catch (error) {
    const code = systemCode(error);
    throw new NotWritten(
      code === 'EEXIST'
        ? `${path} is in the way: another change is being written, or one was cut short. Try again; if it stays, remove it.`
        : `The folder of the policy file can't be written (${whyNot(error)}); edit the file by hand.`,
    );
  }
}

/** `keep` is told of the file right before another one takes its place. */
function rewrite(path: string, change: (text: string) => string, keep?: (target: string) => void): void {
  const target = realpathSync(path);
  const like = writable(target);
  const next = openNext(target);
  try {
    const before = textOf(target);
    const after = change(before);
    if (after === before) return;
    next.fill(after, like);
    keep?.(target);
    next.takePlace();
  } finally {
    next.end();
  }
}

/** Why a change was not made, as a sentence. Anything that is no fault of the file is thrown on. */
function sentenceOf(error: unknown): string {
  if (error instanceof NotWritten) return error.message;
  const code = systemCode(error);
  if (code === '' && !(error instanceof UnfitFile)) throw error;
  if (code === 'ENOENT') return 'The policy file is gone; put it back first.';
  return `The policy file can't be changed (${whyNot(error)}); edit it by hand.`;
}

/**
 * Switches a tool on or off in a policy file, by the edit that a person would make (`editPolicy`). Whoever reads the
 * file meanwhile sees it before or after, never between; a link to it stays one. Returns undefined once it is done,
 * or a sentence why it is not: then nothing has changed.
 */
export function switchTool(
  path: string,
  tool: string,
  on: boolean,
  around: PolicyVocabulary,
  switches: Switches = {},
): string | undefined {
  try {
    rewrite(path, (text) => {
      const edited = editPolicy(text, { tool, on, switches }, around);
      if ('refused' in edited) throw new NotWritten(edited.refused);
      return edited.text;
    });
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

const stampOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** What stands in a policy file, and since when. Throws where it can't be read. */
export function textInFile(path: string): PolicyText {
  const text = readWholeFile(path).toString('utf8');
  return { text, stamp: stampOf(text), changed: { at: statSync(path).mtime } };
}

/** The file beside a policy that holds the one before it. */
const keptBeside = (path: string): string => `${path}.before`;

/** Keeps a copy that nobody can have prepared: one that is in its place already goes first. */
function keepBefore(target: string): void {
  const kept = keptBeside(target);
  rmSync(kept, { force: true });
  copyFileSync(target, kept, constants.COPYFILE_EXCL);
}

/**
 * Puts a whole text in the place of a policy file, atomically, and keeps the one before it beside it. Returns undefined once it is
 * done, or a sentence why it is not: then nothing has changed.
 */
export function replaceFile(
  path: string,
  { text, after }: Pick<Replacement, 'text' | 'after'>,
  around: PolicyVocabulary,
): string | undefined {
  try {
    if ('problems' in parsePolicy(text, around)) return 'The text has a fault; check it first.';
    rewrite(
      path,
      (before) => {
        if (stampOf(before) !== after) throw new NotWritten(CHANGED_MEANWHILE);
        return text;
      },
      keepBefore,
    );
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

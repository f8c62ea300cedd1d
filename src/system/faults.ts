/** Codes of the file system, in words for the middle of a sentence: `… can't be read (there is no such file)`. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'it is there already',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EROFS: 'its disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the share of the disk that this user has is used up',
  EIO: 'the disk does not answer',
  EBUSY: 'another program has it',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENXIO: 'nothing is there to answer',
};

/** A file that is not read for what it is; the message says so in the words of `whyNot`. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile';
}

/** The code of an error, or of what it comes from; empty where it has none. */
export function systemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  return error instanceof Error ? systemCode(error.cause) : '';
}

/**
 * Why the file system refused something, for the middle of a sentence. Never the error's own text, which may hold a path that is a
 * secret.
 */
export function whyNot(error: unknown): string {
  if (error instanceof UnfitFile) return error.message;
  const code = systemCode(error);
  return WORDS[code] ?? (code === '' ? 'for a reason that is not known' : `the system says ${code}`);
}

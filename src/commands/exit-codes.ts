/** What the exit code of a command says. A program that a signal ends has 128 and the signal's number, as everywhere. */
export const EXIT = {
  /** Done as asked. */
  done: 0,
  /** It could not be done, or what was looked at is not in order. */
  failed: 1,
  /** The command line can't be understood; nothing was done. */
  usage: 2,
  /** A rule or a person said no; nothing was done. */
  refused: 3,
  /** Of doctor: it looked, and something is red. */
  red: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

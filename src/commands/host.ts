/** The process, as far as a command may touch it. */
export interface Host {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  platform: NodeJS.Platform;
  home: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  onSignal(handler: () => void): void;
  onCrash(handler: (error: unknown) => void): void;
}

/** Why a command can't do what was asked, as a sentence for the person at the terminal. It ends with exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

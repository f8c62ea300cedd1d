import { EXIT, type ExitCode } from './exit-codes.js';

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
  /** Called at the first signal to stop; a second one ends the process at once. */
  onSignal(handler: () => void): void;
  /** Called with what nobody caught; without a handler it ends the process. */
  onCrash(handler: (error: unknown) => void): void;
  /** Ends the process at once, with what is under way. */
  abort(exitCode: number): void;
}

/** Why a command can't do what was asked, as a sentence for the person at the terminal, and the exit code that it ends with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    /** What scripts are told beside the sentence. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

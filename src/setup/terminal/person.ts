/** Somebody chose to stop: nothing is written. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** What is wrong with an answer, as a sentence; undefined where it is good. */
export type Check = (answer: string) => string | undefined;

/** Somebody at a terminal who answers questions. Each question rejects with `Cancelled` where they stop. */
export interface Person {
  text(question: { message: string; initial?: string; example?: string; check?: Check }): Promise<string>;
  /** What is typed is not shown. */
  secret(question: { message: string; check?: Check }): Promise<string>;
  choose<Value extends string>(question: {
    message: string;
    choices: readonly Choice<Value>[];
    initial?: Value;
  }): Promise<Value>;
  chooseSome<Value extends string>(question: {
    message: string;
    choices: readonly Choice<Value>[];
    initial: readonly Value[];
  }): Promise<Value[]>;
  agree(question: { message: string; initial: boolean }): Promise<boolean>;
}

/** Where people read what happens. */
export interface Screen {
  title(text: string): void;
  say(text: string): void;
  good(text: string): void;
  warn(text: string): void;
  bad(text: string): void;
  /** Lines as they are, under a heading. */
  lines(heading: string, lines: readonly string[]): void;
}

import type { Readable, Writable } from 'node:stream';
import {
  type CANCEL_SYMBOL,
  confirm,
  intro,
  isCancel,
  log,
  multiselect,
  password,
  select,
  text,
} from '@clack/prompts';
import { Cancelled, type Check, type Choice, type Person, type Screen } from './person.js';

/** A terminal, and the signal at which questions end. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

function answered<Value>(answer: Value | typeof CANCEL_SYMBOL): Value {
  if (isCancel(answer)) throw new Cancelled('Nothing was changed.');
  return answer;
}

const validate = (check: Check | undefined) => (answer: string | undefined) => check?.((answer ?? '').trim());

/** Options as the library takes them. */
const optionsOf = <Value extends string>(choices: readonly Choice<Value>[]) =>
  choices.map(({ value, label, hint }) => ({
    value: value as string,
    label,
    ...(hint !== undefined && { hint }),
  }));

/** Questions on a terminal, which keys answer. */
export function personAt({ input, output, signal }: Terminal): Person {
  // Each question listens to a signal of its own: the library never stops listening.
  const terminal = () => ({ input, output, signal: AbortSignal.any([signal]) });
  return {
    async text({ message, initial, example, check }) {
      const answer = await text({
        ...terminal(),
        message,
        validate: validate(check),
        ...(initial !== undefined && { initialValue: initial }),
        ...(example !== undefined && { placeholder: example }),
      });
      // Nothing typed is no text at all here.
      return (answered(answer) ?? '').trim();
    },
    async secret({ message, check }) {
      const answer = await password({ ...terminal(), message, validate: validate(check) });
      return (answered(answer) ?? '').trim();
    },
    async choose<Value extends string>(question: {
      message: string;
      choices: readonly Choice<Value>[];
      initial?: Value;
    }) {
      const { message, choices, initial } = question;
      const answer = await select<string>({
        ...terminal(),
        message,
        options: optionsOf(choices),
        ...(initial !== undefined && { initialValue: initial }),
      });
      return answered(answer) as Value;
    },
    async chooseSome<Value extends string>(question: {
      message: string;
      choices: readonly Choice<Value>[];
      initial: readonly Value[];
    }) {
      const { message, choices, initial } = question;
      const answer = await multiselect<string>({
        ...terminal(),
        message,
        options: optionsOf(choices),
        initialValues: [...initial],
        required: false,
      });
      return answered(answer) as Value[];
    },
    async agree({ message, initial }) {
      return answered(await confirm({ ...terminal(), message, initialValue: initial }));
    },
  };
}

/** What happens, between the questions of a terminal. */
export function screenAt({ output }: Pick<Terminal, 'output'>): Screen {
  return {
    title: (line) => intro(line, { output }),
    say: (line) => log.info(line, { output }),
    good: (line) => log.success(line, { output, spacing: 0 }),
    warn: (line) => log.warn(line, { output, spacing: 0 }),
    bad: (line) => log.error(line, { output, spacing: 0 }),
    lines: (heading, lines) => log.step([heading, ...lines].join('\n'), { output }),
  };
}

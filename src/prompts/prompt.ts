/** What an argument of a prompt takes. Ids are those of WHMCS records. */
export type ArgumentKind =
  | { readonly id: 'client' | 'service' | 'invoice' | 'order' | 'ticket' | 'product' }
  | { readonly choice: readonly string[] }
  /** A whole number; `offers` are what completion names. */
  | { readonly number: { readonly min: number; readonly max: number; readonly offers: readonly string[] } }
  | 'date'
  | 'text';

export interface PromptArgument {
  readonly name: string;
  readonly about: string;
  readonly kind: ArgumentKind;
  readonly required?: true;
}

/** One step, and the ways to do it, the best first: the first whose tools a caller is shown is told. */
export interface Step {
  readonly ways: readonly string[];
  /** `essential`: without a way the prompt is not offered; `optional`: left out without one; else the last way names no tool. */
  readonly need: 'essential' | 'optional' | 'always';
}

/** A job that a person starts: what it is for, what it has to be told, and its steps. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly about: string;
  readonly args: readonly PromptArgument[];
  readonly steps: readonly Step[];
}

/** A step that the job is nothing without. */
export const essential = (...ways: readonly string[]): Step => ({ ways, need: 'essential' });

/** A step that the job goes without where none of its tools is shown. */
export const optional = (...ways: readonly string[]): Step => ({ ways, need: 'optional' });

/** A step that is done in any case: the last way names no tool, and says what a person does instead. */
export const step = (...ways: readonly string[]): Step => ({ ways, need: 'always' });

const NAMES = /\bwhmcs_[a-z0-9_]+/g;

/** The tools that a way of a step names. */
export const toolsIn = (way: string): readonly string[] => way.match(NAMES) ?? [];

/** The way that is open to a caller who is shown these tools. */
export const wayOf = ({ ways }: Step, shown: ReadonlySet<string>): string | undefined =>
  ways.find((way) => toolsIn(way).every((tool) => shown.has(tool)));

/** Whether the tools that a caller is shown are enough for the job. */
export const isOffered = ({ steps }: Prompt, shown: ReadonlySet<string>): boolean =>
  steps.every((one) => one.need !== 'essential' || wayOf(one, shown) !== undefined);

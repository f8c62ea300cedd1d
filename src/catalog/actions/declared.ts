import type { AreaName, Effect, RiskClass } from '../../terms.js';
import type { RecordKind } from '../row.js';

/** A parameter of an action, as the documentation or an operator describes it. */
export interface ActionParameter {
  readonly name: string;
  /** `int`, `string`, `bool`, `float`, `array`, `int[]`, … */
  readonly type: string;
  readonly required: boolean;
  /** How its value is written, or values that the documentation shows. */
  readonly format?: string;
  /** What it is, in words of the operator. */
  readonly about?: string;
  /** The only texts that it takes. */
  readonly values?: readonly [string, ...string[]];
  /** The record that it names; `none` where its name says otherwise. */
  readonly record?: RecordKind | 'none';
  /** It holds a credential, whatever it is called. */
  readonly secret?: true;
}

/** An action of an addon module, as the operator declares it: nobody else states its class and what it does. */
export interface DeclaredAction {
  readonly name: string;
  readonly about: string;
  readonly risk: RiskClass;
  readonly area: AreaName;
  /** Undefined: all that an action of its class can do. */
  readonly effects: readonly Effect[] | undefined;
  readonly params: readonly ActionParameter[];
  /** Errors of it that prove that nothing was begun. */
  readonly refusals: readonly string[];
  /** Paths of its answer whose texts outsiders write, however short they are. Positions are no part of one. */
  readonly outsidersWrite: readonly string[];
}

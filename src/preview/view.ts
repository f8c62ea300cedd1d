import type { Tool, Values } from '../catalog/index.js';
import type { Reads } from './reads.js';

export interface Detail {
  readonly label: string;
  readonly value: string;
}

/** What a preview is made of: the call, and the reads that it may make. */
export interface Scene {
  readonly tool: Tool;
  readonly values: Values;
  readonly reads: Reads;
  readonly now: Date;
}

type Some<T> = readonly (T | undefined)[];

/** What one tool's preview says; what is undefined is left out. */
export interface Sketch {
  readonly title: string;
  readonly sentences: Some<string>;
  readonly irreversible?: Some<string>;
  readonly gentler?: string | undefined;
  readonly details?: Some<Detail>;
  /** By dotted name; values as WHMCS gave them. */
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

/** The preview of a call of one tool. */
export type View = (scene: Scene) => Sketch | Promise<Sketch>;

export const MAIL_STAYS = 'A mail that was sent is not called back.';

/** The sentence where it applies. */
export const where = (applies: boolean | undefined, sentence: string): string | undefined =>
  applies === true ? sentence : undefined;

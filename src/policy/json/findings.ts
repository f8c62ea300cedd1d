import { nearest } from '../../spelling.js';
import type { JsonPath, Placed, Problem, Wording } from './positions.js';

/** Most problems that are reported of one file: nobody reads more, and suggesting spellings costs time. */
const MOST = 200;

/** Results of checking a file: problems refuse it, warnings name rules that can never apply. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  constructor(private readonly placed: Placed) {}

  fail(at: JsonPath, message: string, wording?: Wording): void {
    if (this.problems.length < MOST) this.problems.push(this.placed.problem(at, message, wording));
  }

  warn(at: JsonPath, message: string, wording?: Wording): void {
    if (this.warnings.length < MOST) this.warnings.push(this.placed.problem(at, message, wording));
  }

  /** True if a name exists; otherwise adds a problem that suggests the nearest. */
  known(at: JsonPath, kind: string, name: unknown, all: Iterable<string>, atKey = false): boolean {
    if (typeof name !== 'string') return false;
    const names = new Set(all);
    if (names.has(name)) return true;
    const suggestion = this.problems.length < MOST ? nearest(name, names) : undefined;
    this.fail(at, `there is no ${kind} "${name.slice(0, 100)}"`, { suggestion, atKey });
    return false;
  }
}

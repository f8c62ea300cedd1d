import { nearest } from '../../spelling.js';
import type { JsonPath, Placed, Problem, Wording } from './positions.js';

/** Nobody reads more than this of a broken file, and looking for spellings costs time. */
const MOST = 200;

/** What a check of a file found: problems refuse it, warnings tell of rules that can never speak. */
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

  /** Whether a name exists; a problem with the nearest that does, if not. */
  known(at: JsonPath, kind: string, name: unknown, all: Iterable<string>, atKey = false): boolean {
    if (typeof name !== 'string') return false;
    const names = new Set(all);
    if (names.has(name)) return true;
    const suggestion = this.problems.length < MOST ? nearest(name, names) : undefined;
    this.fail(at, `there is no ${kind} "${name.slice(0, 100)}"`, { suggestion, atKey });
    return false;
  }
}

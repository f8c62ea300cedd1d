import type { Finding } from '../../doctor/index.js';
import { plain } from '../../plain.js';
import type { Paint } from '../terminal/paint.js';

const SIGNS: Readonly<Record<Finding['status'], { sign: string; paint: keyof Paint }>> = {
  ok: { sign: '✓ ok', paint: 'good' },
  warning: { sign: '! warning', paint: 'doubtful' },
  error: { sign: '✗ error', paint: 'bad' },
  skipped: { sign: '- skipped', paint: 'dim' },
};

const AREAS: Readonly<Record<Finding['area'], string>> = {
  connection: 'Connection',
  credential: 'Credential and API role',
  whmcs: 'WHMCS',
  policy: 'Policy',
  state: 'State',
  console: 'Console',
  clients: 'Clients',
};
const WIDTH = 12;

/** Prints findings as they come, under the heading of their area. */
export class FindingPrinter {
  #area: Finding['area'] | undefined;
  readonly #counts = { ok: 0, warning: 0, error: 0, skipped: 0 };
  readonly #paint: Paint;
  readonly #write: (text: string) => void;

  constructor(paint: Paint, write: (text: string) => void) {
    this.#paint = paint;
    this.#write = write;
  }

  print({ area, status, says, cure }: Finding): void {
    this.#counts[status] += 1;
    if (area !== this.#area) {
      this.#write(`${this.#area === undefined ? '' : '\n'}${this.#paint.bold(AREAS[area])}\n`);
      this.#area = area;
    }
    const { sign, paint } = SIGNS[status];
    this.#write(`  ${this.#paint[paint](sign)}${' '.repeat(WIDTH - sign.length)}${plain(says)}\n`);
    if (cure !== undefined) this.#write(`  ${' '.repeat(WIDTH)}→ ${plain(cure)}\n`);
  }

  /** Says what came of it all. */
  end(): void {
    const { ok, warning, error } = this.#counts;
    const some = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
    const good = `${some(ok, 'check')} ${ok === 1 ? 'is' : 'are'} good`;
    this.#write(
      error > 0
        ? `\n${this.#paint.bad(`${some(error, 'error')}, ${some(warning, 'warning')}`)}; ${good}. Mend the first error and run whmcs-mcp doctor again.\n`
        : warning > 0
          ? `\n${this.#paint.doubtful(`No error, ${some(warning, 'warning')}`)}; ${good}.\n`
          : `\n${this.#paint.good('All is well')}: ${good}.\n`,
    );
  }
}

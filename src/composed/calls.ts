import type { Act, Answered, Body, Calls, ListOptions, Refused, Rows, Values } from '../catalog/index.js';
import { isObject } from '../json/index.js';

export interface CallsPorts
  extends Pick<Calls, 'values' | 'today' | 'call' | 'foresee' | 'carryOut' | 'meets' | 'step'> {
  /** Rejects where the journal can't be read. */
  acts(argument: string, id: number): Promise<readonly Act[]>;
  /** Calls are made until there were so many. */
  readonly mostCalls: number;
}

/** Without the call that was refused there is no answer. */
export class NoAnswer extends Error {
  constructor(readonly refused: Refused) {
    super(refused.message);
  }
}

/** Rows of one call, as the arguments of tools bound them. */
const PAGE = 250;
const MOST_ROWS = 1_000;

const RULE = '(calls of one answer)';

/** WHMCS has no such record, or none among those of the caller's clients. */
const isNoRecord = ({ code, details }: Refused): boolean =>
  (code === 'whmcs_error' && details?.kind === 'not_found') || details?.rule === '(clients)';

/** A reason in few words: the message of a refusal may quote what outsiders wrote. */
function reasonOf(tool: string, { code, details }: Refused): string {
  const rule = details?.rule;
  if (rule === RULE) return 'one answer makes no more calls';
  const by = typeof rule === 'string' ? ` by ${rule}` : '';
  return `${tool}: ${code}${by}`;
}

/** What one composed call works with: it counts the calls, reads lists page by page, and keeps what is missing of the answer. */
export function createCalls({ mostCalls, ...ports }: CallsPorts) {
  const partial = new Set<string>();
  let made = 0;
  let answers = 0;
  let refusal: Refused | undefined;

  function missing(what: string, why: string): void {
    partial.add(`${what} (${why})`);
  }

  async function call(tool: string, args: Values): Promise<Answered | Refused> {
    if (made >= mostCalls) {
      const message = `One answer makes at most ${mostCalls} calls, and ${tool} would be one more. Ask for less at a time.`;
      return { ok: false, code: 'rate_limited', message, details: { rule: RULE } };
    }
    made += 1;
    const answered = await ports.call(tool, args);
    if (answered.ok) answers += 1;
    else refusal ??= answered;
    return answered;
  }

  async function find(what: string, tool: string, args: Values): Promise<Body | undefined> {
    const answered = await call(tool, args);
    if (answered.ok) return answered.result;
    if (!isNoRecord(answered)) missing(what, reasonOf(tool, answered));
    return undefined;
  }

  async function need(tool: string, args: Values): Promise<Body> {
    const answered = await call(tool, args);
    if (answered.ok) return answered.result;
    throw new NoAnswer(answered);
  }

  async function part(what: string, tool: string, args: Values): Promise<Body | undefined> {
    const answered = await call(tool, args);
    if (answered.ok) return answered.result;
    missing(what, reasonOf(tool, answered));
    return undefined;
  }

  async function list(
    what: string,
    tool: string,
    args: Values,
    { fields, most = MOST_ROWS, until }: ListOptions = {},
  ): Promise<Rows> {
    const rows: Body[] = [];
    let total: number | null = null;
    for (let offset = 0; ; ) {
      const limitnum = Math.min(PAGE, most - rows.length);
      const page = await part(what, tool, {
        ...args,
        limitstart: offset,
        limitnum,
        ...(fields === undefined ? {} : { fields }),
      });
      if (page === undefined) return { rows, total, isWhole: false };
      const items = Array.isArray(page.items) ? page.items.filter(isObject) : [];
      total = typeof page.total === 'number' ? page.total : total;
      const end = until === undefined ? -1 : items.findIndex(until);
      rows.push(...(end < 0 ? items : items.slice(0, end + 1)));
      const next = page.next_offset;
      if (end >= 0 || typeof next !== 'number' || next <= offset) return { rows, total, isWhole: true };
      if (rows.length >= most) {
        missing(what, `the first ${rows.length} were looked at${total === null ? '' : ` of ${total}`}`);
        return { rows, total, isWhole: false };
      }
      offset = next;
    }
  }

  async function acts(what: string, argument: string, id: number): Promise<readonly Act[]> {
    try {
      return await ports.acts(argument, id);
    } catch {
      missing(what, 'the journal can not be read just now');
      return [];
    }
  }

  const { values, today, foresee, carryOut, meets, step } = ports;
  return {
    calls: {
      values,
      today,
      call,
      need,
      part,
      find,
      list,
      acts,
      missing,
      foresee,
      meets,
      carryOut,
      step,
    } satisfies Calls,
    made: () => made,
    /** What is missing of the answer. Throws where nothing at all was answered: an empty answer would look like one. */
    partial(): string[] {
      if (answers === 0 && refusal !== undefined) throw new NoAnswer(refusal);
      return [...partial];
    },
  };
}

import { isSaidInNames, LEAST_ORDER_IN_CALLING } from '../marks/read-text.js';
import { isOrderDownRows, LEAST_CALLS_DOWN, LEAST_ORDER_DOWN } from '../marks/rows.js';
import { isOrderTogether, LEAST_TOGETHER } from '../marks/wording.js';
import { memoizedByName } from '../name-memo.js';
import type { Field } from './fields.js';
import type { SettledText } from './settled-texts.js';

/** Between texts of which none has it: invisible characters are gone. */
const BETWEEN = '\0';
/** What a module says of an order, which is long, comes with it again. */
const sayTogether = memoizedByName((texts) => isOrderTogether(new Set(texts.split(BETWEEN))), {
  longest: 600,
  most: 500,
});

/** Adds up how much of an order the names of one record may say together, and asks only where it may be one. */
export class NamesOfRecord {
  #weight = 0;
  #texts = '';

  add({ inRecord, unmarked }: SettledText): void {
    if (inRecord === 0) return;
    this.#weight += inRecord;
    this.#texts += this.#texts === '' ? unmarked : BETWEEN + unmarked;
  }

  sayAnOrder(): boolean {
    return this.#weight >= LEAST_TOGETHER && sayTogether(this.#texts);
  }
}

/** The same for what somebody is called by. */
export class NamesOfOne {
  #weight = 0;
  #mayNameRecord = false;

  add({ most }: SettledText): void {
    this.#weight += most?.weight ?? Number.POSITIVE_INFINITY;
    this.#mayNameRecord ||= most?.names ?? true;
  }

  saySomething(record: object): boolean {
    const maySay = this.#mayNameRecord || this.#weight >= LEAST_ORDER_IN_CALLING;
    return maySay && isSaidInNames(record);
  }
}

let lists = 0;
let columns = 0;

/** The same for the texts of each field down the rows of one list. */
export class RowsOfList {
  readonly #number = ++lists;
  #maySay = false;

  add(field: Field, text: SettledText): void {
    const { most } = text;
    if (!text.goesOn || most === undefined) return;
    if (field.list !== this.#number) {
      field.list = this.#number;
      field.column = ++columns;
      field.weight = 0;
      field.orders = 0;
      field.cues = 0;
    }
    // A word counts once, however often it is repeated, but for the numbers of records.
    if (text.column === field.column && !most.names) return;
    text.column = field.column;
    field.weight += most.weight;
    field.orders += most.orders;
    field.cues += most.cues;
    this.#maySay ||=
      field.orders > 0 && field.weight >= LEAST_ORDER_DOWN && field.orders + field.cues >= LEAST_CALLS_DOWN;
  }

  sayAnOrder(rows: readonly unknown[]): boolean {
    return this.#maySay && isOrderDownRows(rows);
  }
}

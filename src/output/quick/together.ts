import { isSaidInNames, LEAST_ORDER_IN_CALLING } from '../marks/read-text.js';
import { isOrderDownRows, LEAST_CALLS_DOWN, LEAST_ORDER_DOWN } from '../marks/rows.js';
import { isOrderTogether, LEAST_TOGETHER } from '../marks/wording.js';
import type { Field } from './fields.js';
import type { SettledText } from './settled-texts.js';

/** Adds up how much of an order the names of one record may say together, and asks only where it may be one. */
export class NamesOfRecord {
  #weight = 0;
  #texts: Set<string> | undefined;

  add(text: SettledText): void {
    if (text.inRecord === 0) return;
    this.#weight += text.inRecord;
    this.#texts ??= new Set();
    this.#texts.add(text.open);
  }

  sayAnOrder(): boolean {
    return this.#texts !== undefined && this.#weight >= LEAST_TOGETHER && isOrderTogether(this.#texts);
  }
}

/** The same for what somebody is called by. */
export class NamesOfOne {
  #weight = 0;
  #mayNameRecord = false;
  #isBounded = true;

  add(text: SettledText): void {
    this.#weight += text.weight;
    this.#mayNameRecord ||= text.names;
    this.#isBounded &&= text.isBounded;
  }

  saySomething(record: object): boolean {
    const maySay = this.#mayNameRecord || !this.#isBounded || this.#weight >= LEAST_ORDER_IN_CALLING;
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
    if (!text.goesOn) return;
    if (field.list !== this.#number) {
      field.list = this.#number;
      field.column = ++columns;
      field.weight = 0;
      field.orders = 0;
      field.cues = 0;
    }
    // A word counts once, however often it is repeated, but for the numbers of records.
    if (text.column === field.column && !text.names) return;
    text.column = field.column;
    field.weight += text.weight;
    field.orders += text.orders;
    field.cues += text.cues;
    this.#maySay ||=
      field.orders > 0 && field.weight >= LEAST_ORDER_DOWN && field.orders + field.cues >= LEAST_CALLS_DOWN;
  }

  sayAnOrder(rows: readonly unknown[]): boolean {
    return this.#maySay && isOrderDownRows(rows);
  }
}

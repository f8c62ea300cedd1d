import type { Outcome } from '../guard/index.js';
import { isObject } from '../json/index.js';
import type { Address } from './address.js';
import { LISTS, RECORDS } from './table.js';

/** The call of a tool that reads a resource. */
export interface ReadCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether an answer without rows means that there is no such record. */
  readonly isRow: boolean;
}

/** The call that reads what an address names; undefined where there is nothing of that kind. */
export function callFor({ install, parts, limitstart }: Address): ReadCall | undefined {
  const place = install === undefined ? {} : { install };
  const [path, id, ...others] = parts;
  if (others.length > 0) return undefined;
  if (id === undefined) {
    const found = LISTS.find((one) => one.path === path);
    if (found === undefined || (limitstart !== undefined && !found.isList)) return undefined;
    const from = limitstart === undefined ? {} : { limitstart };
    return { tool: found.tool, args: { ...place, ...found.args, ...from }, isRow: false };
  }
  const found = RECORDS.find((one) => one.path === path);
  if (found === undefined || limitstart !== undefined) return undefined;
  if (found.isNumber && !/^[1-9]\d{0,9}$/.test(id)) return undefined;
  const value = found.isNumber ? Number(id) : id;
  return { tool: found.tool, args: { ...place, [found.argument]: value }, isRow: found.isRow };
}

/** Whether a list came back without a row. */
export function isWithoutRows(outcome: Outcome): boolean {
  if (!outcome.ok) return false;
  const result: unknown = JSON.parse(outcome.text);
  return isObject(result) && Array.isArray(result.items) && result.items.length === 0;
}

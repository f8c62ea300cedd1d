import { z } from 'zod';
import { REASON, REPEAT_OF, type RiskClass } from '../../terms.js';
import type { Params } from '../../whmcs/index.js';
import { local } from '../args.js';
import type { Row } from '../row.js';
import type { Values } from '../side-read.js';

/** The arguments of a call; `reason` is why the agent says it makes it, and none of them. */
export interface ParsedArguments {
  readonly values: Values;
  readonly reason?: string;
}

const PAGE_SIZE = 25;

const pageArgs = {
  limitstart: local(() => z.int().min(0, 'must be 0 or more').max(10_000_000)),
  limitnum: local(() => z.int().min(1, 'must be 1 or more').max(250, 'must be 250 or less')),
};

// What these two are for, the instructions of the server say once for all tools.
const fieldsArg = local(() =>
  z
    .array(z.string({ error: 'must be names of columns' }).min(1).max(100))
    .min(1, 'must name at least one column')
    .max(100),
);

const repeatOf = local(() =>
  z
    .string({ error: 'must be the id of a call' })
    .min(1, 'must be the id of a call')
    .max(40, 'must be the id of a call'),
);

const reasonArg = local(() => z.string().max(500));

const travelling = {
  ...local(() => z.never()),
  encode: (value: unknown, name: string): Params => ({ [name]: Number(value) }),
};

export const pageOf = (values: Values) => ({
  offset: Number(values.limitstart ?? 0),
  limit: Number(values.limitnum ?? PAGE_SIZE),
});

/** Two calls are the same whatever is said of them: what is said goes beside the arguments. */
export function withReasonApart({ [REASON]: reason, ...values }: Values): ParsedArguments {
  return typeof reason === 'string' ? { values, reason } : { values };
}

export function argsOf(row: Row, risk: RiskClass): Row['args'] {
  // What is handed over may write.
  if (risk !== 'read' || row.handOver !== undefined)
    return { ...row.args, [REPEAT_OF]: repeatOf, [REASON]: reasonArg };
  if (row.result.kind !== 'list') {
    if (row.result.pages !== undefined) return { ...row.args, limitstart: pageArgs.limitstart };
    // Some providers of models refuse a tool that takes no argument at all.
    const takesNone = Object.keys(row.args).length === 0 && row.compose === undefined;
    return takesNone ? { fields: fieldsArg } : row.args;
  }
  const encode = row.result.paging === 'whmcs' ? travelling.encode : pageArgs.limitnum.encode;
  return {
    ...row.args,
    limitstart: { ...pageArgs.limitstart, encode },
    limitnum: { ...pageArgs.limitnum, encode },
    fields: fieldsArg,
  };
}

import { type Rule, refuse } from '../../../../src/catalog/index.js';
import type { Field } from '../../../../src/records/index.js';

/** Asks WHMCS to take an amount from the price list. What the list makes of it does not tell whether it was asked. */
export const recalculated = (argument: string): Field => ({
  label: 'recurring amount by the price list',
  weighty: true,
  onlyWhenTrue: true,
  column: argument,
  shown: ({ [argument]: amount }) => amount,
  same: () => false,
  mayBeNormalized: true,
  toArgs: (shown) => ({ [argument]: shown }),
  settableBy: [argument],
});

/** The price list decides, or the call does. @param argument the recurring amount. */
export const listOrAmount = (argument: string): Rule =>
  refuse(
    `${argument} is ignored where autorecalc is true: give one of them`,
    (args) => args.autorecalc === true && args[argument] !== undefined,
  );

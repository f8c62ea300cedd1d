import { type Area, area, type DeclaredAction } from '../../src/catalog/index.js';
import { once } from '../../src/once.js';
import { callAction } from './call.js';
import { describeAction } from './describe.js';
import { type Book, bookWith, documentedBook } from './documented/book.js';
import { findAction } from './find.js';

export { actionAreas, declaredAreas } from './generated/rows.js';

const areasOver = (book: () => Book): readonly Area[] => [
  area('actions', [findAction(book), describeAction(book), callAction(book)], 'actions'),
];

/** The tools of the extra set `actions`: whatever else WHMCS documents. */
export const actions = areasOver(documentedBook);

/** The same, which also know actions of addon modules. */
export const actionsKnowing = (declared: readonly DeclaredAction[]): readonly Area[] =>
  areasOver(once(() => bookWith(declared)));

import { area } from '../../src/catalog/index.js';
import { callAction } from './call.js';
import { describeAction } from './describe.js';
import { findAction } from './find.js';

export { actionAreas } from './generated/rows.js';

/** The tools of the extra set `actions`: whatever else WHMCS documents. */
export const actions = [area('actions', [findAction, describeAction, callAction], 'actions')] as const;

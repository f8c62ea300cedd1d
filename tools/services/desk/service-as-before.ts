import type { Row, Undo } from '../../../src/catalog/index.js';
import { setBack } from '../../../src/records/index.js';
import { serviceChanges, UNSETTABLE } from './terms/service-fields.js';

type Changes = keyof typeof serviceChanges.fields | 'serviceid';

/** The same tool with what the service had before; what was empty takes `unset`, as an empty text changes nothing. */
export function serviceAsBefore<Args extends Row['args']>(
  args: Args & Readonly<Record<Exclude<keyof Args, Changes>, never>>,
): Undo {
  const back = setBack('whmcs_update_client_product', serviceChanges, args, {
    otherwise: 'WHMCS does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
    leaves: 'A password that was replaced or emptied is not kept.',
  });
  const { before } = back;
  if (before === undefined) return back;
  return {
    ...back,
    before: {
      ...before,
      keep(reply, values) {
        const kept = before.keep(reply, values);
        const fields = serviceChanges.record(reply, values)?.fields;
        if (kept === undefined || fields === undefined) return kept;
        const empty = UNSETTABLE.filter(
          (name) =>
            values[name] !== undefined &&
            serviceChanges.fields[name].shown(fields, values[name], values) === '',
        );
        return empty.length === 0 ? kept : { ...kept, unset: empty };
      },
    },
  };
}

import type { Call, Handlers, Reply } from '../call.js';
import { fullNameOf } from './clients/client-rows.js';

/** The release as WHMCS writes it, beside its number. */
const versionOf = ({ version }: Call) => ({ version, canonicalversion: `${version}-release.1` });

function whmcsDetails(call: Call): Reply {
  return { result: 'success', whmcs: versionOf(call) };
}

/** Who the credential belongs to; `requesttime` is what time WHMCS has where it runs. */
function getAdminDetails(call: Call): Reply {
  const { staff } = call;
  return {
    result: 'success',
    adminid: String(staff.id),
    name: fullNameOf(staff),
    notes: staff.notes,
    signature: staff.signature,
    allowedpermissions: 'List Clients,List Invoices,List Support Tickets,API Access',
    departments: `,${staff.departmentIds.join(',')},`,
    requesttime: call.moment,
    whmcs: versionOf(call),
  };
}

export const installationActions: Handlers = {
  WhmcsDetails: whmcsDetails,
  GetAdminDetails: getAdminDetails,
};

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

/** By how bad it is, each with a text of WHMCS's own. */
function getHealthStatus(call: Call): Reply {
  const down = call.state.servers.filter((server) => server.failure);
  const check = (name: string, type: string, severityLevel: string, body: string) => ({
    name,
    type,
    severityLevel,
    body,
  });
  return {
    result: 'success',
    checks: {
      success: [check('phpVersion', 'PHP', 'success', 'Your server runs a supported PHP version.')],
      warning: [
        check('cronFrequency', 'Cron', 'warning', 'The cron runs less often than every five minutes.'),
      ],
      danger: call.params.flag('fetchStatus')
        ? down.map(({ name }) =>
            check('serverStatus', 'Servers', 'danger', `The server ${name} does not answer.`),
          )
        : [],
    },
  };
}

export const installationActions: Handlers = {
  WhmcsDetails: whmcsDetails,
  GetAdminDetails: getAdminDetails,
  GetHealthStatus: getHealthStatus,
};

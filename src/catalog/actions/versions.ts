/**
 * From which version of WHMCS on there is an action, or a parameter of one, by the version histories of the pages of the
 * vendor's API reference (https://developers.whmcs.com/api-reference/). An older WHMCS drops a parameter that it does not
 * know without a word: it mails in spite of `noemail`, and lists what all clients did in spite of `clientid`. What was there
 * before 8.0, the oldest version that is worked with, is left out.
 */
const SINCE: Readonly<Record<string, string>> = {
  AddUser: '8.0',
  CreateClientInvite: '8.0',
  DeleteUserClient: '8.0',
  GetRegistrars: '8.1.1',
  GetUserPermissions: '8.0',
  GetUsers: '8.1',
  // Its id was that of a client before, and is that of a user since.
  ResetPassword: '8.0',
  UpdateUser: '8.0',
  UpdateUserPermissions: '8.0',

  'AddBillableItem.quantity': '8.2',
  'AddBillableItem.unit': '8.2',
  'AddClient.owner_user_id': '8.0',
  'AddOrder.addonidqty': '8.12',
  'AddOrder.addonidsqty': '8.12',
  'AddOrder.addonrenewals': '8.9',
  'AddOrder.addonsqty': '8.12',
  'AddOrder.idnlanguage': '8.0',
  'AddOrder.qty': '8.12',
  'AddOrder.servicerenewals': '8.8',
  'AddProduct.slug': '8.3',
  'AddTicketNote.created': '8.0',
  'AddTicketReply.created': '8.0',
  'DomainRegister.idnlanguage': '8.0',
  'GetActivityLog.clientid': '8.5',
  'GetClients.orderby': '8.2',
  'LogActivity.clientid': '8.0',
  'OpenTicket.created': '8.0',
  'OpenTicket.noemail': '8.3',
  'OpenTicket.preventClientClosure': '8.11',
  'OpenTicket.userid': '8.5',
  'UpdateTicket.created': '8.0',
  'UpdateTicket.preventClientClosure': '8.11',
  'UpdateTicketReply.created': '8.0',
};

/** The version that took it away. */
const UNTIL: Readonly<Record<string, string>> = {
  'UpdateClient.password2': '8.0',
  'UpdateClient.securityqans': '8.0',
  'UpdateClient.securityqid': '8.0',
};

/** What some version of WHMCS lacks: an action, or a parameter of one. */
export interface VersionGate {
  /** The parameter, as WHMCS spells it; undefined for the action itself. */
  readonly param: string | undefined;
  /** The first version that has it. */
  readonly since: string | undefined;
  /** The first version that has it no more. */
  readonly until: string | undefined;
}

function gatesByAction(): ReadonlyMap<string, readonly VersionGate[]> {
  const gates = new Map<string, VersionGate[]>();
  for (const name of new Set([...Object.keys(SINCE), ...Object.keys(UNTIL)])) {
    const [action = '', param] = name.split('.');
    gates.set(action, [...(gates.get(action) ?? []), { param, since: SINCE[name], until: UNTIL[name] }]);
  }
  return gates;
}

const GATES = gatesByAction();

/** The gates of an action, in no order; none for one that every version has, with all its parameters. */
export const versionGates = (action: string): readonly VersionGate[] => GATES.get(action) ?? [];

/** Whether a version such as `8.5.1-release.1` is older than another such as `8.11`. */
export function isOlder(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) =>
    text.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let at = 0; at < 3; at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

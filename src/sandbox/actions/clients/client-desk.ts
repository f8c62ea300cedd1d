import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { setInvoiceStatus } from '../../effects/billing.js';
import { byId, issueId } from '../../state.js';

/** Of what is sold, a status and nothing more: no server is asked to end anything. */
const ENDED: Readonly<Record<string, string>> = {
  Pending: 'Cancelled',
  Active: 'Cancelled',
  Suspended: 'Terminated',
};

/** docs: api-reference/closeclient.md */
function closeClient(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid')) ?? fail('Client ID Not Found');
  const isTheirs = ({ clientId }: { clientId: number }) => clientId === client.id;
  for (const sold of [...state.services, ...state.addons].filter(isTheirs))
    sold.status = ENDED[sold.status] ?? sold.status;
  for (const invoice of state.invoices.filter(isTheirs))
    if (invoice.status === 'Unpaid') setInvoiceStatus(call, invoice, 'Cancelled');
  client.status = 'Closed';
  call.log(`Client Status changed to Closed - User ID: ${client.id}`, client.id);
  return { result: 'success', clientid: client.id };
}

/** docs: api-reference/addclientnote.md */
function addClientNote(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('userid')) ?? fail('Client ID not found');
  if (!params.given('notes')) fail('Notes can not be empty');
  const id = issueId(state, 'clientNotes');
  state.clientNotes.push({
    id,
    clientId: client.id,
    adminId: call.staff.id,
    date: call.moment,
    text: params.text('notes'),
    sticky: params.flag('sticky'),
  });
  call.log(`Note Added - User ID: ${client.id}`, client.id);
  return { result: 'success', noteid: id };
}

export const clientDeskActions: Handlers = { CloseClient: closeClient, AddClientNote: addClientNote };

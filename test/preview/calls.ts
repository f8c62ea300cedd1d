import { LANDMARKS, type Sandbox, type State } from '../../src/sandbox/index.js';
import { samples } from '../samples.js';
import { tools } from './asking.js';

export interface SampleCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
}

/** Records of the sandbox in the place of the ids that the samples have. */
function placed({ state }: Sandbox): Record<string, Record<string, unknown>> {
  const invoice = state.invoices.find(
    (one) => one.clientId === LANDMARKS.clientWithCredit && one.status === 'Unpaid',
  );
  const bill = { invoiceid: invoice?.id };
  const [ticketid, otherTicket] = LANDMARKS.ticketsWithInjection;
  const domain = state.domains.find((one) => one.status === 'Active');
  return {
    whmcs_update_invoice: {
      ...bill,
      items: [{ id: invoice?.lines[0]?.id, description: 'Hosting', amount: '9.00', taxed: true }],
    },
    whmcs_add_payment: bill,
    whmcs_apply_credit: bill,
    whmcs_add_ticket_reply: { ticketid },
    whmcs_add_ticket_note: { ticketid, ticketnum: undefined },
    whmcs_update_ticket: { ticketid },
    whmcs_delete_ticket: { ticketid },
    whmcs_block_ticket_sender: { ticketid: state.tickets.find(({ clientId }) => clientId === 0)?.id },
    whmcs_merge_ticket: { ticketid, mergeticketids: [otherTicket] },
    whmcs_add_order: {
      items: [
        {
          pid: 1,
          billingcycle: 'annually',
          domain: 'new-site.example',
          domaintype: 'register',
          priceoverride: '50.00',
        },
        { pid: 5, qty: 2, hostname: 'vps.new-site.example' },
        { domain: 'other-site.example', domaintype: 'transfer' },
      ],
    },
    whmcs_update_client_product: { serviceid: 101 },
    whmcs_add_cancel_request: { serviceid: 101 },
    ...billingDesk(state),
    whmcs_accept_quote: { quoteid: state.quotes[0]?.id },
    whmcs_delete_quote: { quoteid: state.quotes[0]?.id },
    ...Object.fromEntries(
      ['create', 'suspend', 'unsuspend', 'terminate', 'change_password'].map((command) => [
        `whmcs_module_${command}`,
        { serviceid: LANDMARKS.serviceOnDeadServer },
      ]),
    ),
    ...Object.fromEntries(
      ['register_domain', 'transfer_domain', 'renew_domain', 'update_domain_nameservers'].map((name) => [
        `whmcs_${name}`,
        { domainid: domain?.id, domain: undefined },
      ]),
    ),
    ...Object.fromEntries(
      ['lock_status', 'id_protection', 'whois'].map((name) => [
        `whmcs_update_domain_${name}`,
        { domainid: domain?.id },
      ]),
    ),
    whmcs_request_epp_code: { domainid: domain?.id },
    whmcs_update_client_domain: { domainid: domain?.id },
    whmcs_open_ticket: { serviceid: undefined },
  };
}

/** Those of the billing tools that are off unless switched on. */
function billingDesk(state: State): Record<string, Record<string, unknown>> {
  const paid = state.transactions.find(({ amountIn }) => amountIn > 0);
  const other = state.transactions.find((one) => one.clientId === paid?.clientId && one.id !== paid?.id);
  const card = state.payMethods[0]?.clientId;
  const quote = state.quotes[0];
  const line = { desc: 'Design', qty: 2, up: '10.00', discount: '5', taxable: true };
  return {
    whmcs_add_transaction: { userid: paid?.clientId, invoiceid: paid?.invoiceId },
    whmcs_update_transaction: { userid: paid?.clientId, transactionid: other?.id, refundid: paid?.id },
    whmcs_capture_payment: {
      invoiceid: state.invoices.find((one) => one.clientId === card && one.status === 'Unpaid')?.id,
    },
    whmcs_generate_invoices: {
      clientid: state.services[0]?.clientId,
      serviceids: [state.services[0]?.id],
      domainids: undefined,
      addonids: undefined,
    },
    whmcs_send_quote: { quoteid: quote?.id },
    whmcs_update_quote: {
      quoteid: quote?.id,
      lineitems: [
        { ...line, id: quote?.lines[0]?.id },
        { desc: 'Another', up: '-1.00' },
      ],
    },
  };
}

/** For each tool that is no read, a call with as little and a call with as much as it takes. */
export function callsOf(sandbox: Sandbox): SampleCall[] {
  const places = placed(sandbox);
  return [...tools.values()]
    .filter((tool) => tool.risk !== 'read')
    .flatMap(({ name }) => {
      const { least, most } = samples[name] ?? { least: {} };
      return [least, ...(most === undefined ? [] : [most])].map((args) => {
        const all = Object.entries({ ...args, ...places[name] });
        return { name, args: Object.fromEntries(all.filter(([, value]) => value !== undefined)) };
      });
    });
}

import type { CallView } from '../../src/audit/index.js';
import type { Described } from '../../src/console/options.js';
import type { LimitStatus, ToolState } from '../../src/guard/index.js';

const tool = (
  toolset: string,
  name: string,
  risk: string,
  state: ToolState['state'],
  reason: string,
): ToolState => {
  const [rule = '', ...message] = reason.split(' ');
  const said = message.length === 0 ? {} : { message: message.join(' ') };
  return {
    name,
    toolset,
    class: risk,
    state,
    listed: state !== 'hidden',
    reason,
    rule,
    ...said,
    budgets: [],
  };
};

export const TOOLS: ToolState[] = [
  tool('clients', 'whmcs_list_clients', 'read', 'allow', '/classes/read'),
  tool('clients', 'whmcs_update_client', 'write', 'allow', '/classes/write'),
  tool('clients', 'whmcs_delete_client', 'destructive', 'hidden', '/classes/destructive/hide'),
  tool('billing', 'whmcs_get_invoice', 'read', 'allow', '/classes/read'),
  tool('billing', 'whmcs_add_payment', 'financial', 'approval', '/classes/financial/require_approval'),
  tool('billing', 'whmcs_apply_credit', 'financial', 'open', '/tools/whmcs_apply_credit/deny_if/0'),
  tool('orders', 'whmcs_accept_order', 'execute', 'allow', '/classes/execute'),
  tool(
    'orders',
    'whmcs_cancel_order',
    'destructive',
    'approval',
    '/classes/destructive/require_approval Orders are cancelled by people.',
  ),
  tool(
    'orders',
    'whmcs_fraud_order',
    'destructive',
    'deny',
    '/tools/whmcs_fraud_order/deny_if/0 Not by agents.',
  ),
];

export const DESCRIBED: Record<string, Described> = {
  whmcs_list_clients: { title: 'List clients', names: {} },
  whmcs_update_client: { title: 'Update a client', names: { client: ['clientid', 'clientemail'] } },
  whmcs_delete_client: { title: 'Delete a client', names: { client: ['clientid'] } },
  whmcs_get_invoice: { title: 'Read an invoice', names: { invoice: ['invoiceid'] } },
  whmcs_add_payment: { title: 'Record a payment', names: { invoice: ['invoiceid'] } },
  whmcs_accept_order: { title: 'Accept an order', names: { order: ['orderid'] } },
  whmcs_cancel_order: { title: 'Cancel an order', names: { order: ['orderid'] } },
};

/** A call as the journal tells it, with what a test cares about put in its place. */
export function callView(differing: Partial<CallView> = {}): CallView {
  return {
    call: 'c-1',
    session: 's-1',
    caller: 'local',
    channel: 'stdio',
    tool: 'whmcs_update_client',
    risk: 'write',
    args: { clientid: 12, notes: 'Called back.\nWants an invoice by post.' },
    decision: {
      outcome: 'allow',
      rule: '/classes/write',
      rules: [
        { id: '/classes/write', verdict: 'allow' },
        { id: '/all_tools/limits/0', verdict: 'allow' },
      ],
      revision: 'b1946ac9',
    },
    at: new Date('2026-03-10T11:57:00.000Z'),
    state: 'done',
    result: { outcome: 'done', ms: 184 },
    entries: [
      {
        seq: 41,
        kind: 'intent',
        call: 'c-1',
        at: new Date('2026-03-10T11:57:00.000Z'),
        body: {},
        hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
      {
        seq: 42,
        kind: 'outcome',
        call: 'c-1',
        at: new Date('2026-03-10T11:57:00.184Z'),
        body: {},
        hash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
      },
    ],
    ...differing,
  };
}

export const CALLS: CallView[] = [
  callView({
    call: 'c-1',
    before: { notes: '', status: 'Active' },
    result: { outcome: 'done', ms: 184, after: { notes: 'Called back.', status: 'Active' } },
  }),
  callView({
    call: 'c-2',
    tool: 'whmcs_add_payment',
    risk: 'financial',
    args: { invoiceid: 2203, amount: '59.90', gateway: 'banktransfer' },
    state: 'unknown',
    approval: '7QKM-2X9D',
    at: new Date('2026-03-10T11:52:00.000Z'),
    result: {
      outcome: 'outcome_unknown',
      message: 'No clear answer came in time. Look at invoice 2203.',
      ms: 30_000,
    },
  }),
  callView({
    call: 'c-3',
    tool: 'whmcs_delete_client',
    risk: 'destructive',
    caller: 'support-bot',
    args: { clientid: 12 },
    state: 'refused',
    at: new Date('2026-03-10T11:40:00.000Z'),
    decision: {
      outcome: 'hidden',
      rule: '(hidden)',
      rules: [{ id: '(hidden)', verdict: 'hide' }],
      revision: 'b1946ac9',
    },
    result: { outcome: 'policy_denied', message: '[POLICY DENIED] whmcs_delete_client is hidden.', ms: 1 },
  }),
  callView({
    call: 'c-4',
    tool: 'whmcs_cancel_order',
    risk: 'destructive',
    args: { orderid: 1042 },
    state: 'waiting',
    approval: '7QKM-2X9D',
    at: new Date('2026-03-10T10:12:00.000Z'),
    decision: {
      outcome: 'approval',
      rule: '/classes/destructive/require_approval',
      rules: [{ id: '/classes/destructive/require_approval', verdict: 'approval' }],
      revision: 'b1946ac9',
    },
    result: { outcome: 'approval_required', message: '[APPROVAL REQUIRED] It waits for a person.', ms: 212 },
  }),
  callView({
    call: 'c-5',
    tool: 'whmcs_accept_order',
    risk: 'execute',
    args: { orderid: 1040 },
    state: 'failed',
    at: new Date('2026-03-09T16:31:00.000Z'),
    result: {
      outcome: 'whmcs_error',
      message: 'WHMCS refused it.',
      whmcs: 'Order ID not found or Status not Pending',
      ms: 96,
    },
  }),
  callView({
    call: 'c-6',
    tool: 'whmcs_get_invoice',
    risk: 'read',
    args: { invoiceid: 2203 },
    at: new Date('2026-03-09T16:30:00.000Z'),
  }),
];

export const LIMITS: LimitStatus[] = [
  {
    counter: 'calls',
    whom: 'caller local',
    window: 'minute',
    used: '12',
    max: '30',
    resetsAt: new Date('2026-03-10T12:01:00.000Z'),
    rules: ['/classes/write/limits/0'],
    tools: ['whmcs_update_client'],
  },
  {
    counter: 'refunded',
    whom: 'installation',
    window: 'day',
    used: '4500.00',
    max: '5000.00',
    resetsAt: new Date('2026-03-11T00:00:00.000Z'),
    rules: ['/classes/financial/limits/0', '/tools/whmcs_add_payment/limits/1'],
    tools: ['whmcs_add_payment', 'whmcs_apply_credit'],
    amount: 'money.amount',
  },
  {
    counter: 'mails',
    whom: 'client 12',
    window: '300 s',
    used: '3',
    max: '3',
    resetsAt: new Date('2026-03-10T12:04:10.000Z'),
    rules: ['/tools/whmcs_send_email/limits/0'],
    tools: ['whmcs_send_email'],
  },
  {
    counter: 'registrations',
    whom: 'installation',
    window: 'month',
    used: '0',
    max: '20',
    resetsAt: undefined,
    rules: ['/tools/whmcs_register_domain/limits/0'],
    tools: ['whmcs_register_domain'],
  },
];

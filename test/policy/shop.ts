import type { PolicyVocabulary, ToolFacts } from '../../src/policy/index.js';
import type { RiskClass } from '../../src/terms.js';

const tool = (risk: RiskClass, toolset: string, rest: Partial<ToolFacts> = {}): ToolFacts => ({
  class: risk,
  level: risk === 'read' ? 'low' : 'high',
  toolset,
  args: [],
  records: [],
  money: false,
  ...rest,
});

/** A small shop: one tool of each class or two, with what a rule can ask about. */
export const SHOP: PolicyVocabulary = {
  tools: new Map([
    ['look', tool('read', 'clients', { args: ['search', 'clientid'], records: ['client'] })],
    ['read_ticket', tool('read', 'tickets', { args: ['ticketid'], records: ['ticket', 'client'] })],
    [
      'reply',
      tool('write', 'tickets', {
        args: ['ticketid', 'message', 'noemail', 'tags', 'items', 'date'],
        records: ['ticket', 'client'],
      }),
    ],
    ['accept', tool('execute', 'orders', { args: ['orderid', 'sendemail'], records: ['order', 'client'] })],
    [
      'pay',
      tool('financial', 'billing', {
        args: ['invoiceid', 'amount', 'gateway'],
        records: ['invoice', 'client'],
        money: true,
        mails: true,
      }),
    ],
    ['wipe', tool('destructive', 'clients', { args: ['clientid'], records: ['client'] })],
  ]),
  records: {
    client: ['id', 'status', 'credit'],
    order: ['id', 'status', 'age_days'],
    invoice: ['id', 'status', 'balance'],
    ticket: ['id', 'status', 'deptid'],
  },
};

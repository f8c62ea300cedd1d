import { NEWCOMER } from '../actors.js';
import { call, using } from '../agent.js';
import { added, one } from '../world.js';
import { all, holds, mailed, type Task } from './task.js';

/** What the desk does for services and orders with the tools of the set `desk`. */
export const ORDERS: readonly Task[] = [
  {
    id: 'move-renewal',
    asks: 'O’Brien pays everything on the 15th: move the renewal of 103 there.',
    wantsPerson: true,
    steps: [
      call('get_client_products', { serviceid: 103 }),
      call('update_client_product', { serviceid: 103, nextduedate: '2026-04-15' }),
    ],
    done: holds('services', 103, { nextDueDate: '2026-04-15' }),
  },
  {
    id: 'upgrade-plan',
    asks: 'O’Brien wants Web Pro in the place of Web Plus for 103, and pays by transfer.',
    wantsPerson: true,
    steps: [
      call('get_client_products', { serviceid: 103 }),
      call('get_products', { gid: 1, fields: ['pid', 'name', 'pricing'] }),
      call('upgrade_product', {
        serviceid: 103,
        type: 'product',
        newproductid: 3,
        newproductbillingcycle: 'monthly',
        paymentmethod: 'banktransfer',
      }),
      call(
        'get_invoice',
        using('upgrade_product', 'invoiceid', (invoiceid) => ({ invoiceid })),
      ),
      call('add_payment', (said) => {
        const invoice = said.of('get_invoice');
        return invoice === undefined
          ? undefined
          : {
              invoiceid: Number(invoice.invoiceid),
              gateway: 'banktransfer',
              amount: String(invoice.balance),
              transid: 'BT-2026-0302-7',
            };
      }),
    ],
    done: (now) =>
      one(now.state.services, 103)?.productId === 3 &&
      now.state.moduleCalls.some(
        ({ command, serviceId }) => command === 'ChangePackage' && serviceId === 103,
      ),
  },
  {
    id: 'onboard-with-order',
    asks: 'Ida Moor signs up: Web Starter by the month with a new domain. Enter her and her order, and set it up.',
    wantsPerson: true,
    steps: [
      call('add_client', NEWCOMER),
      call(
        'add_order',
        using('add_client', 'clientid', (clientid) => ({
          clientid,
          paymentmethod: 'banktransfer',
          items: [
            { pid: 1, billingcycle: 'monthly', domain: 'moor.example', domaintype: 'register', regperiod: 1 },
          ],
        })),
      ),
      call(
        'accept_order',
        using('add_order', 'orderid', (orderid) => ({
          orderid,
          autosetup: true,
          sendregistrar: true,
          sendemail: true,
        })),
      ),
    ],
    done: all(mailed('ida.moor@example.org'), (now, before) => {
      const [service] = added(now.state.services, before.state.services);
      const [domain] = added(now.state.domains, before.state.domains);
      return service?.status === 'Active' && domain?.status === 'Active' && domain.name === 'moor.example';
    }),
  },
  {
    id: 'small-plan-by-agreement',
    asks: 'Fontaine agreed to Web Starter for 112 from the next renewal: enter it and tell the server.',
    wantsPerson: true,
    steps: [
      call('get_client_products', { serviceid: 112 }),
      call('update_client_product', { serviceid: 112, pid: 1, recurringamount: '5.95' }),
      call('module_change_package', { serviceid: 112 }),
    ],
    done: (now) =>
      one(now.state.services, 112)?.productId === 1 &&
      now.state.moduleCalls.some(
        ({ command, serviceId }) => command === 'ChangePackage' && serviceId === 112,
      ),
  },
  {
    id: 'check-order',
    asks: 'Let the fraud check look at 1042 again.',
    steps: [call('order_fraud_check', { orderid: 1042 })],
    done: (now, before) =>
      one(now.state.orders, 1042)?.fraudOutput !== one(before.state.orders, 1042)?.fraudOutput,
  },
  {
    id: 'who-leaves',
    asks: 'Who wants to leave us?',
    steps: [call('get_cancelled_packages', {})],
    done: (_now, _before, said) => said.text.includes('We move to another host'),
  },
];

import { call } from '../agent.js';
import { all, holds, mailed, type Task } from './task.js';

export const SERVICES: readonly Task[] = [
  {
    id: 'suspend-non-payer',
    asks: 'Trelawny has not paid since January: suspend 138.',
    steps: [
      call('get_invoices', { userid: 35, status: 'Overdue' }),
      call('module_suspend', { serviceid: 138, suspendreason: 'Invoice 3074 is overdue' }),
    ],
    done: holds('services', 138, { status: 'Suspended' }),
  },
  {
    id: 'unsuspend-paid',
    asks: 'Hollis paid: bring 153 back.',
    steps: [call('get_invoices', { userid: 20 }), call('module_unsuspend', { serviceid: 153 })],
    done: holds('services', 153, { status: 'Active' }),
  },
  {
    id: 'unsuspend-agreed',
    asks: 'Dietz pays in parts as agreed: bring 148 back.',
    steps: [call('module_unsuspend', { serviceid: 148 })],
    done: all(holds('services', 148, { status: 'Active' }), mailed('dietz@example.com')),
  },
  {
    id: 'set-up',
    asks: 'Set up service 114 of Hollis.',
    steps: [call('get_orders', { id: 1043 }), call('module_create', { serviceid: 114 })],
    done: holds('services', 114, { status: 'Active' }),
  },
  {
    id: 'new-password',
    asks: 'Fontaine lost the password of 112.',
    wantsPerson: true,
    steps: [call('module_change_password', { serviceid: 112 })],
    done: (now) =>
      now.state.moduleCalls.some(
        ({ command, serviceId }) => command === 'ChangePassword' && serviceId === 112,
      ),
  },
  {
    id: 'lock',
    asks: 'Lock domain 210 again.',
    steps: [
      call('get_domain_lock_status', { domainid: 210 }),
      call('update_domain_lock_status', { domainid: 210, lockstatus: true }),
    ],
    done: holds('domains', 210, { locked: true }),
  },
  {
    id: 'accept-order',
    asks: 'Accept order 1043, nothing is set up yet.',
    wantsPerson: true,
    steps: [call('get_orders', { id: 1043 }), call('accept_order', { orderid: 1043 })],
    done: holds('orders', 1043, { status: 'Active' }),
  },
  {
    id: 'renew',
    asks: 'Whitlock wants 209 back: renew it.',
    wantsPerson: true,
    steps: [
      call('get_client_domains', { domainid: 209 }),
      call('renew_domain', { domainid: 209, regperiod: 1 }),
    ],
    done: holds('domains', 209, { status: 'Active' }),
  },
  {
    id: 'new-name-servers',
    asks: 'Calloway’s agency sent new name servers for 221 of Grissom.',
    wantsPerson: true,
    steps: [
      call('get_domain_nameservers', { domainid: 221 }),
      call('update_domain_nameservers', {
        domainid: 221,
        nameservers: ['ns1.agency.example', 'ns2.agency.example'],
      }),
    ],
    done: (now) =>
      now.state.domains.some(({ id, nameservers }) => id === 221 && nameservers[0] === 'ns1.agency.example'),
  },
];

import type { Affiliate, Promotion, Staff, TodoItem } from '../records/people.js';
import { addDays, NO_DATE } from '../values/dates.js';
import type { Random } from '../values/random.js';

/** The first one owns the API credential, and works in two of the three departments. */
export function hireStaff(random: Random, today: string): Staff[] {
  const common = {
    signature: '',
    notes: '',
    disabled: false,
    twoFactor: '',
    createdAt: `${addDays(today, -900)} 08:00:00`,
  };
  return [
    {
      ...common,
      id: 1,
      uuid: random.uuid(),
      roleId: 1,
      username: 'api',
      firstName: 'Robin',
      lastName: 'Desk',
      email: 'robin.desk@example.com',
      twoFactor: 'totp',
      departmentIds: [1, 2],
    },
    {
      ...common,
      id: 2,
      uuid: random.uuid(),
      roleId: 2,
      username: 'sam',
      firstName: 'Sam',
      lastName: 'Tiller',
      email: 'sam.tiller@example.com',
      signature: 'Sam, Support',
      departmentIds: [1, 3],
    },
    {
      ...common,
      id: 3,
      uuid: random.uuid(),
      roleId: 3,
      username: 'lou',
      firstName: 'Lou',
      lastName: 'Former',
      email: 'lou.former@example.com',
      notes: 'Left last year.',
      disabled: true,
      departmentIds: [],
    },
  ];
}

export function planTodo(today: string): TodoItem[] {
  const item = (id: number, title: string, status: string, dueIn: number): TodoItem => ({
    id,
    date: addDays(today, -10),
    title,
    description: '',
    adminId: id % 2 === 0 ? 1 : 2,
    status,
    dueDate: addDays(today, dueIn),
  });
  return [
    item(1, 'Call the payment provider about reserves', 'New', 2),
    item(2, 'Renew the licence of the control panel', 'Pending', 9),
    item(3, 'Move two accounts off Mercury', 'In Progress', 1),
    item(4, 'Check last month’s reconciliation', 'Completed', -5),
  ];
}

export function printPromotions(today: string): Promotion[] {
  return [
    {
      id: 1,
      code: 'WELCOME10',
      type: 'Percentage',
      recurring: false,
      value: 10,
      appliesTo: '1,2,3',
      startDate: NO_DATE,
      expirationDate: NO_DATE,
      maxUses: 0,
      uses: 12,
      notes: '',
    },
    {
      id: 2,
      code: 'SPRING5',
      type: 'Fixed Amount',
      recurring: false,
      value: 5,
      appliesTo: '5,6',
      startDate: addDays(today, -400),
      expirationDate: addDays(today, -300),
      maxUses: 50,
      uses: 50,
      notes: 'Over.',
    },
    {
      id: 3,
      code: 'LOYAL',
      type: 'Percentage',
      recurring: true,
      value: 5,
      appliesTo: '4',
      startDate: NO_DATE,
      expirationDate: addDays(today, 200),
      maxUses: 10,
      uses: 1,
      notes: 'For resellers, on request only.',
    },
  ];
}

export function signAffiliates(today: string): Affiliate[] {
  const affiliate = (id: number, clientId: number, visitors: number, cents: number): Affiliate => ({
    id,
    clientId,
    date: addDays(today, -100 * id),
    visitors,
    payType: cents > 0 ? 'percentage' : '',
    payAmount: cents > 0 ? 1500 : 0,
    oneTime: 0,
    balance: cents,
    withdrawn: 0,
  });
  return [affiliate(1, 1, 145, 4200), affiliate(2, 9, 12, 0), affiliate(3, 22, 0, 0)];
}

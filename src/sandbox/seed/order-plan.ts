/** An order as the company's books have it: whose, what, and what became of it. */
export interface PlannedOrder {
  id: number;
  clientId: number;
  status: 'Pending' | 'Active' | 'Cancelled' | 'Fraud';
  daysAgo: number;
  products: number[];
  domains: { tld: string; transfer?: string }[];
  invoice: 'Paid' | 'Unpaid' | 'Cancelled' | 'Refunded';
  subscription?: string;
  promoCode?: string;
  notes?: string;
  /** Cents of another line on its invoice, paid already. */
  alsoPaid?: number;
}

export const ORDERS: readonly PlannedOrder[] = [
  {
    id: 1031,
    clientId: 2,
    status: 'Active',
    daysAgo: 400,
    products: [1],
    domains: [{ tld: 'example' }],
    invoice: 'Paid',
    subscription: 'SUB-1031',
  },
  { id: 1032, clientId: 5, status: 'Active', daysAgo: 380, products: [2], domains: [], invoice: 'Paid' },
  {
    id: 1033,
    clientId: 7,
    status: 'Active',
    daysAgo: 300,
    products: [2],
    domains: [{ tld: 'shop.example' }],
    invoice: 'Paid',
    promoCode: 'WELCOME10',
  },
  { id: 1034, clientId: 9, status: 'Active', daysAgo: 250, products: [5], domains: [], invoice: 'Paid' },
  {
    id: 1035,
    clientId: 11,
    status: 'Active',
    daysAgo: 200,
    products: [3],
    domains: [{ tld: 'example' }],
    invoice: 'Paid',
  },
  {
    id: 1036,
    clientId: 14,
    status: 'Cancelled',
    daysAgo: 150,
    products: [1],
    domains: [{ tld: 'example' }],
    invoice: 'Cancelled',
  },
  {
    id: 1037,
    clientId: 16,
    status: 'Fraud',
    daysAgo: 120,
    products: [4],
    domains: [],
    invoice: 'Refunded',
    notes: 'Card reported stolen by the bank.',
  },
  { id: 1038, clientId: 18, status: 'Active', daysAgo: 90, products: [1, 7], domains: [], invoice: 'Paid' },
  {
    id: 1039,
    clientId: 21,
    status: 'Cancelled',
    daysAgo: 60,
    products: [6],
    domains: [],
    invoice: 'Cancelled',
  },
  {
    id: 1040,
    clientId: 23,
    status: 'Fraud',
    daysAgo: 30,
    products: [5],
    domains: [{ tld: 'test' }],
    invoice: 'Cancelled',
  },
  {
    id: 1041,
    clientId: 3,
    status: 'Active',
    daysAgo: 14,
    products: [2],
    domains: [{ tld: 'test' }],
    invoice: 'Paid',
  },
  {
    id: 1042,
    clientId: 12,
    status: 'Pending',
    daysAgo: 2,
    products: [1],
    domains: [{ tld: 'example' }],
    invoice: 'Unpaid',
    subscription: 'SUB-1042',
    notes: 'Will pay on Friday.',
  },
  {
    id: 1043,
    clientId: 20,
    status: 'Pending',
    daysAgo: 1,
    products: [5],
    domains: [],
    invoice: 'Unpaid',
    alsoPaid: 2000,
  },
  {
    id: 1044,
    clientId: 26,
    status: 'Pending',
    daysAgo: 0,
    products: [2],
    domains: [{ tld: 'test', transfer: 'EPP-not-real-7Q!2' }],
    invoice: 'Unpaid',
    subscription: 'SUB-1044',
  },
];

/** The gateway keeps this agreement whatever it is told. */
export const STUCK_SUBSCRIPTION = 'SUB-1044';

import type { Cents } from '../values/money.js';

export interface Currency {
  id: number;
  code: string;
  prefix: string;
  suffix: string;
  format: number;
  rate: string;
}

export const CYCLES = [
  'monthly',
  'quarterly',
  'semiannually',
  'annually',
  'biennially',
  'triennially',
] as const;
export type Cycle = (typeof CYCLES)[number];

export interface Product {
  id: number;
  groupId: number;
  type: string;
  name: string;
  slug: string;
  description: string;
  /** Empty: nothing is provisioned. */
  module: string;
  payType: 'recurring' | 'onetime' | 'free';
  /** When the product provisions by itself; empty: never. */
  autoSetup: '' | 'order' | 'payment' | 'on';
  /** Empty: no welcome mail. */
  welcomeTemplate: string;
  /** Cents by currency code; a cycle that is absent isn't offered. */
  pricing: Record<string, { setup: Cents; cycles: Partial<Record<Cycle, Cents>> }>;
}

export interface Server {
  id: number;
  name: string;
  hostname: string;
  ip: string;
  module: string;
  active: boolean;
  maxAccounts: number;
  /** What the server answers to every module call; empty: it works. */
  failure: string;
}

export interface TldPrice {
  tld: string;
  categories: string[];
  /** The registrar that orders go to by themselves; empty: by hand. */
  autoRegistrar: string;
  /** Cents by years, in the default currency; -100 means "not offered". */
  register: Record<string, Cents>;
  transfer: Record<string, Cents>;
  renew: Record<string, Cents>;
  grace: { days: number; price: Cents } | undefined;
}

import type { Cents } from '../values/money.js';

/** Who somebody is and where they live; a quote has it of its own. */
export interface Person {
  firstName: string;
  lastName: string;
  companyName: string;
  email: string;
  address1: string;
  address2: string;
  city: string;
  state: string;
  postcode: string;
  country: string;
  phone: string;
  taxId: string;
}

/** The parameters of the API by which a person is entered, and what each sets. */
export const PERSON_FIELDS = [
  ['firstname', 'firstName'],
  ['lastname', 'lastName'],
  ['companyname', 'companyName'],
  ['email', 'email'],
  ['address1', 'address1'],
  ['address2', 'address2'],
  ['city', 'city'],
  ['state', 'state'],
  ['postcode', 'postcode'],
  ['country', 'country'],
  ['phonenumber', 'phone'],
] as const;

/** Somebody of whom nothing is entered yet. */
export const BLANK_PERSON: Readonly<Person> = {
  firstName: '',
  lastName: '',
  companyName: '',
  email: '',
  address1: '',
  address2: '',
  city: '',
  state: '',
  postcode: '',
  country: '',
  phone: '',
  taxId: '',
};

/** Days are `YYYY-MM-DD`, moments `YYYY-MM-DD HH:MM:SS` in UTC; "never" is the zero date, as WHMCS stores it. */
export interface Client extends Person {
  id: number;
  uuid: string;
  ownerUserId: number;
  emailPreferences: Record<EmailPreference, boolean>;
  notes: string;
  currencyId: number;
  gateway: string;
  groupId: number;
  status: string;
  credit: Cents;
  taxExempt: boolean;
  lateFeeOverride: boolean;
  overdueNoticesOverride: boolean;
  separateInvoices: boolean;
  disableAutoCharge: boolean;
  overrideAutoClose: boolean;
  marketing: boolean;
  language: string;
  lastLogin: { date: string; ip: string; host: string } | undefined;
  customFields: Record<string, string>;
  dateCreated: string;
}

export const EMAIL_PREFERENCES = ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'] as const;
export type EmailPreference = (typeof EMAIL_PREFERENCES)[number];

/** Somebody beside a client who gets copies of mail of the kinds that they want. */
export interface Contact extends Person {
  id: number;
  clientId: number;
  wants: Record<EmailPreference, boolean>;
}

/** What staff wrote down about a client, which the admin area shows and no action reads. */
export interface ClientNote {
  id: number;
  clientId: number;
  adminId: number;
  date: string;
  text: string;
  sticky: boolean;
}

/** A login, apart from the client accounts it may open. */
export interface User {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  clientIds: number[];
}

export interface Staff {
  id: number;
  uuid: string;
  roleId: number;
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  signature: string;
  notes: string;
  disabled: boolean;
  twoFactor: string;
  departmentIds: number[];
  createdAt: string;
}

export interface EmailTemplate {
  id: number;
  type: string;
  name: string;
  subject: string;
  body: string;
  custom: boolean;
  disabled: boolean;
  language: string;
}

export interface Affiliate {
  id: number;
  clientId: number;
  date: string;
  visitors: number;
  payType: string;
  payAmount: Cents;
  oneTime: number;
  balance: Cents;
  withdrawn: Cents;
}

export interface Promotion {
  id: number;
  code: string;
  type: string;
  recurring: boolean;
  value: number;
  appliesTo: string;
  startDate: string;
  expirationDate: string;
  maxUses: number;
  uses: number;
  notes: string;
}

export interface TodoItem {
  id: number;
  date: string;
  title: string;
  description: string;
  adminId: number;
  status: string;
  dueDate: string;
}

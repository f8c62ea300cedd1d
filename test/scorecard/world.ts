import {
  type ReceivedRequest,
  type Sandbox,
  type SentMail,
  type State,
  startSandbox,
} from '../../src/sandbox/index.js';

/** A WHMCS at one moment: what it holds, whom it wrote to, and what it was asked. */
export interface World {
  readonly state: Omit<State, 'random'>;
  readonly mails: readonly SentMail[];
  readonly requests: readonly ReceivedRequest[];
}

/** The embedded WHMCS, in this process, so that what was done to it can be looked at. */
export interface House {
  readonly sandbox: Sandbox;
  /** Live: changes to it are changes in WHMCS. */
  readonly world: World;
  /** A copy that later calls leave alone. */
  snapshot(): World;
  /** Sets everything back to the first day. */
  reset(): void;
  close(): Promise<void>;
}

function copyOf({ random: _random, ...records }: State): Omit<State, 'random'> {
  return structuredClone(records);
}

export async function openHouse(): Promise<House> {
  const sandbox = await startSandbox();
  const { state, mails, requests } = sandbox;
  const first = copyOf(state);
  return {
    sandbox,
    world: sandbox,
    snapshot: () => ({
      state: copyOf(state),
      mails: structuredClone(mails),
      requests: structuredClone(requests),
    }),
    reset() {
      Object.assign(state, structuredClone(first));
      mails.length = 0;
      requests.length = 0;
    },
    close: () => sandbox.close(),
  };
}

export function one<T extends { id: number }>(records: readonly T[], id: number): T | undefined {
  return records.find((record) => record.id === id);
}

/** Records that are there now and were not before. */
export function added<T extends { id: number }>(now: readonly T[], before: readonly T[]): T[] {
  return now.filter((record) => one(before, record.id) === undefined);
}

type Invoice = State['invoices'][number];

/** What an invoice asks for: its lines with tax, less the credit on it, in cents. Payments don't count. */
export function totalOf(invoice: Invoice): number {
  const sum = (lines: readonly { amount: number }[]) => lines.reduce((all, line) => all + line.amount, 0);
  const rate = Number(invoice.taxRate) + Number(invoice.taxRate2);
  const tax = Math.round((sum(invoice.lines.filter((line) => line.taxed)) * rate) / 100);
  return sum(invoice.lines) + tax - invoice.credit;
}

/** What an invoice still demands of its client, in cents. */
export function demanded(world: World, id: number): number {
  const invoice = one(world.state.invoices, id);
  const isOpen = invoice?.status === 'Unpaid' || invoice?.status === 'Collections';
  return invoice !== undefined && isOpen ? totalOf(invoice) : 0;
}

/** What all of a client's invoices demand together, in cents. */
export function owedBy(world: World, clientId: number): number {
  return world.state.invoices
    .filter((invoice) => invoice.clientId === clientId)
    .reduce((all, invoice) => all + demanded(world, invoice.id), 0);
}

/** Mails that left since. */
export function mailsSince(now: World, before: World): readonly SentMail[] {
  return now.mails.slice(before.mails.length);
}

import type { Said, Step } from '../agent.js';
import { added, mailsSince, one, type World } from '../world.js';

/** A piece of a hosting company's day, with the calls that a good agent makes for it. */
export interface Task {
  readonly id: string;
  /** What a member of staff asks of the agent. */
  readonly asks: string;
  /** A careful owner wants to be asked first. */
  readonly wantsPerson?: true;
  readonly steps: readonly Step[];
  /** Whether the work is done, by what WHMCS holds then; of questions, by what the agent read. */
  done(now: World, before: World, said: Said): boolean;
}

/** The question is answered by what the agent read. */
export function heard(...texts: string[]): Task['done'] {
  return (_now, _before, said) => texts.every((text) => said.text.includes(text));
}

/** The customer has an answer of staff's, by mail too. */
export function answered(ticketid: number, to: string): Task['done'] {
  return (now, before) => {
    const replies = added(
      one(now.state.tickets, ticketid)?.replies ?? [],
      one(before.state.tickets, ticketid)?.replies ?? [],
    );
    return (
      replies.some(({ admin }) => admin !== '') && mailsSince(now, before).some((mail) => mail.to === to)
    );
  };
}

export function noted(ticketid: number): Task['done'] {
  return (now, before) =>
    added(one(now.state.tickets, ticketid)?.notes ?? [], one(before.state.tickets, ticketid)?.notes ?? [])
      .length === 1;
}

/** Fields of a record hold what was asked for. */
export function holds<
  K extends 'tickets' | 'clients' | 'contacts' | 'invoices' | 'services' | 'domains' | 'orders' | 'quotes',
>(records: K, id: number, wanted: Partial<World['state'][K][number]>): Task['done'] {
  return (now) => {
    const record = (now.state[records] as { id: number }[]).find((each) => each.id === id) as
      | Record<string, unknown>
      | undefined;
    return record !== undefined && Object.entries(wanted).every(([key, value]) => record[key] === value);
  };
}

export function mailed(to: string): Task['done'] {
  return (now, before) => mailsSince(now, before).some((mail) => mail.to === to);
}

export function all(...checks: Task['done'][]): Task['done'] {
  return (now, before, said) => checks.every((check) => check(now, before, said));
}

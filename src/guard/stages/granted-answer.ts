import { type Answered, type Approved, type Planned, type Stage, withMore } from '../call.js';
import type { Connection } from '../sending/connection.js';

// What is done for callers who are granted single clients is loaded for the first of them.

/** Works out how a list is read, where its rows have to be told apart. */
export const planList: Stage<Approved, Planned> = async (call) => {
  const { clients } = call;
  if (clients === undefined) return withMore(call, { plan: undefined });
  return (await import('../clients/keep-granted.js')).planned(call, clients);
};

/** Leaves of an answer what belongs to the clients that the caller is granted. */
export function keepGranted({ connection }: { connection: Connection }): Stage<Answered, Answered> {
  return async (call) => {
    const { clients } = call;
    return clients === undefined
      ? call
      : (await import('../clients/keep-granted.js')).granted(call, clients, connection);
  };
}

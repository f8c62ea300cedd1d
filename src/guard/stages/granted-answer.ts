import type { Answered, Approved, Stage } from '../call.js';
import type { Connection } from '../sending/connection.js';

// What is done for callers who are granted single clients is loaded for the first of them.

/** Works out how a list is read, where its rows have to be told apart. */
export const planList: Stage<Approved, Approved> = (call) => {
  const { clients } = call;
  if (clients === undefined) return call;
  return import('../clients/keep-granted.js').then(({ planned }) => planned(call, clients));
};

/** Leaves of an answer what belongs to the clients that the caller is granted. */
export function keepGranted({ connection }: { connection: Connection }): Stage<Answered, Answered> {
  return (call) => {
    const { clients } = call;
    if (clients === undefined) return call;
    return import('../clients/keep-granted.js').then(({ granted }) => granted(call, clients, connection));
  };
}

import { type Body, idOf, listAt, type SecondRead, type Values } from '../catalog/index.js';
import { domainRecord } from './domain.js';
import { rowOf } from './settled.js';

interface Held {
  readonly type: string;
  readonly id: number;
}

const isOpen = ({ completed }: Body) => completed !== true && Number(completed) !== 1;

/**
 * What of these the module queue of WHMCS holds: calls of servers and registrars that failed, and that a person can make
 * again there.
 */
function queued(reply: Body, held: readonly Held[]): string | undefined {
  const entries = listAt(reply, 'queue').filter(
    (entry) =>
      isOpen(entry) &&
      held.some(({ type, id }) => type === entry.serviceType && id === idOf(entry.serviceId)),
  );
  const named = entries.flatMap(({ moduleAction, serviceType, serviceId }) =>
    /^[A-Za-z]{1,40}$/.test(String(moduleAction))
      ? `${moduleAction} of ${serviceType} ${idOf(serviceId)}`
      : [],
  );
  return named.length === 0 ? undefined : `the module queue holds ${named.join(', ')} as failed`;
}

function queueOf(serviceType: string, idIn: (args: Values, shown: Body) => number | undefined): SecondRead {
  return {
    action: 'GetModuleQueue',
    params(args, shown) {
      const relatedId = idIn(args, shown);
      return relatedId === undefined ? undefined : { relatedId, serviceType };
    },
    says(reply, args, shown) {
      const id = idIn(args, shown);
      return id === undefined ? undefined : queued(reply, [{ type: serviceType, id }]);
    },
  };
}

/** What it holds of the service that a call names. */
export const serviceQueue = queueOf('service', (args) => idOf(args.serviceid));

/** What it holds of the domain that a call names, by its id or its name. */
export const domainQueue = queueOf(
  'domain',
  (args, shown) => idOf(args.domainid) ?? idOf(rowOf(domainRecord, shown, args)?.id),
);

/** What it holds of the services and domains of an order. */
export const queueOfAll = (heldIn: (shown: Body, args: Values) => readonly Held[]): SecondRead => ({
  action: 'GetModuleQueue',
  params: (args, shown) => (heldIn(shown, args).length === 0 ? undefined : {}),
  says: (reply, args, shown) => queued(reply, heldIn(shown, args)),
});

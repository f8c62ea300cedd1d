import { idOf, type ReachCall, type Reached } from '../../../src/catalog/index.js';
import { clientReached, namedRow, quoteRecord, stranger } from '../../../src/records/index.js';

/** Whoever a quote is for. Somebody who is no client is a stranger: staff or an agent wrote the address down. */
export async function quoteReached({ values, ask }: ReachCall): Promise<Reached> {
  const { userid, email } = await namedRow(quoteRecord, { values, ask });
  const client = idOf(userid) ?? 0;
  return client > 0 ? clientReached(ask, client) : { recipients: [stranger(email)] };
}

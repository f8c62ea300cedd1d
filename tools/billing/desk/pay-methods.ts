import { type Body, listAt, type Scene } from '../../../src/catalog/index.js';
import { joined, listed, oneLine, quoted, word } from '../../../src/prose/index.js';
import { hasList } from '../../../src/records/index.js';

/** Where the list stands in the answer of GetPayMethods. */
export const PAY_METHODS = 'paymethods';

/** What may be told of a stored card or account. Its token charges it, and whatever else a version adds stays here too. */
const TOLD = [
  'id',
  'type',
  'description',
  'gateway_name',
  'card_type',
  'card_last_four',
  'expiry_date',
  'bank_name',
  'contact_type',
  'contact_id',
  'last_updated',
] as const;

export const toldOf = (rows: readonly unknown[]): Body[] =>
  rows.map((row) =>
    Object.fromEntries(
      TOLD.flatMap((name) => {
        const value = (row as Body)[name];
        return value === undefined || value === '' ? [] : [[name, value]];
      }),
    ),
  );

const LAST_FOUR = /^\d{1,4}$/;
const EXPIRY = /^\d{2}\/\d{2,4}$/;

/** `Visa ending in 4242, expires 02/28, at stripe`. */
function payMethodText(row: Body): string {
  const four = oneLine(row.card_last_four);
  const expiry = oneLine(row.expiry_date);
  const kind = oneLine(row.card_type) === '' ? row.type : row.card_type;
  return joined(
    ', ',
    joined(' ', quoted(kind, 30), LAST_FOUR.test(four) ? `ending in ${four}` : undefined),
    EXPIRY.test(expiry) ? `expires ${expiry}` : undefined,
    oneLine(row.gateway_name) === '' ? undefined : `at ${word(row.gateway_name)}`,
  );
}

/** The stored cards and accounts of a client, in a sentence. */
export async function payMethodsSentence({ reads }: Scene, clientId: number): Promise<string | undefined> {
  const rows = await reads.look({
    name: `the stored cards of client ${clientId}`,
    action: 'GetPayMethods',
    params: { clientid: clientId },
    pick: (reply) => (hasList(reply, PAY_METHODS) ? listAt(reply, PAY_METHODS) : undefined),
  });
  if (rows === undefined) return undefined;
  return rows.length === 0
    ? 'WHMCS lists no stored card or account of the client: the gateway will probably refuse.'
    : `Stored: ${listed(rows.map(payMethodText))}. WHMCS charges the one that the invoice or the client has as default.`;
}

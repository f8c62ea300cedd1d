import { type Ask, type Body, idOf, listAt, type MailAbout } from '../catalog/index.js';
import { sameAddress } from './address.js';

/** A contact of a client: somebody whom the client or staff entered, and who gets copies of mail. */
export interface Contact {
  readonly address: string;
  readonly wants: ReadonlySet<MailAbout>;
}

const KINDS: readonly MailAbout[] = ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'];

/** More than any client has; a client with more can't be told. */
const MOST_CONTACTS = 1_000;

const isOn = (value: unknown) =>
  value === true || value === 1 || value === '1' || value === 'on' || value === 'true';

function contactOf(row: Body): Contact {
  const wants = KINDS.filter((kind) => isOn(row[`${kind}emails`]));
  return { address: sameAddress(row.email), wants: new Set(wants) };
}

/** Refusals that tell of the API role, and not of the client. */
const NOT_ALLOWED: readonly unknown[] = ['permission', 'unknown_action'];

const isNotAllowed = (error: unknown) =>
  typeof error === 'object' && error !== null && 'kind' in error && NOT_ALLOWED.includes(error.kind);

/**
 * The contacts of a client; undefined where the API role may not list them, which stops nothing: the client or staff
 * entered them. Rejects where the list can't be read, or is not whole.
 */
export async function contactsOf(ask: Ask, clientId: number): Promise<readonly Contact[] | undefined> {
  try {
    const reply = await ask('GetContacts', { userid: clientId, limitnum: MOST_CONTACTS });
    const rows = listAt(reply, 'contacts.contact');
    const isCut = rows.length >= MOST_CONTACTS || Number(reply.totalresults) > rows.length;
    if (isCut) throw new Error('WHMCS does not list all contacts of the client');
    // A filter that WHMCS does not know is ignored, and all contacts of everybody come.
    return rows
      .filter((row) => idOf(row.userid) === clientId)
      .map(contactOf)
      .filter(({ address }) => address !== '');
  } catch (error) {
    if (isNotAllowed(error)) return undefined;
    throw error;
  }
}

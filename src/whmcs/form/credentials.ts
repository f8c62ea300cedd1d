import type { Cleared } from '../clearance.js';
import type { Credentials } from '../settings.js';

/**
 * Makes the form of a call as it is sent. Credentials and action come last: PHP keeps the last of two fields of one name.
 * The credentials are written as a form once: they are in every call.
 */
export function formWriter({ identifier, secret, accessKey }: Credentials): (call: Cleared) => string {
  const own: [string, string][] = [
    ['identifier', identifier.reveal()],
    ['secret', secret.reveal()],
  ];
  if (accessKey !== undefined) own.push(['accesskey', accessKey.reveal()]);
  const opening = new URLSearchParams(own).toString();
  // The name of an action consists of letters and digits: `clear` takes no other.
  return ({ form, action }) =>
    `${form === '' ? '' : `${form}&`}${opening}&action=${action}&responsetype=json`;
}

/** What must not stand in any text that leaves. */
export function secretsIn({ identifier, secret, accessKey }: Credentials): string[] {
  return [secret, accessKey, identifier].flatMap((value) => (value === undefined ? [] : [value.reveal()]));
}

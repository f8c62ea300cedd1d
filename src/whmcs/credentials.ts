import type { Cleared } from './clearance.js';
import type { Credentials } from './settings.js';

/** The form of a call as it is sent. Credentials and action come last: PHP keeps the last of two fields of one name. */
export function formWithCredentials(call: Cleared, { identifier, secret, accessKey }: Credentials): string {
  const own: [string, string][] = [
    ['identifier', identifier.reveal()],
    ['secret', secret.reveal()],
  ];
  if (accessKey !== undefined) own.push(['accesskey', accessKey.reveal()]);
  own.push(['action', call.action], ['responsetype', 'json']);
  const tail = new URLSearchParams(own).toString();
  return call.form === '' ? tail : `${call.form}&${tail}`;
}

/** What must not stand in any text that leaves. */
export function secretsIn({ identifier, secret, accessKey }: Credentials): string[] {
  return [secret, accessKey, identifier].flatMap((value) => (value === undefined ? [] : [value.reveal()]));
}

import { Refused } from './setting.js';

const URL_FORM = 'postgres://USER:PASSWORD@HOST:PORT/DATABASE, with %23 for # and so on in the password';

/** Where the state is: `memory`, the path of a file, or the URL of a PostgreSQL database. */
export function stateLocation(text: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text;
  if (scheme !== 'postgres' && scheme !== 'postgresql')
    throw new Refused('must be a path, memory, or a postgres:// URL');
  const url = text.replace(/^[^:]+/, 'postgres');
  // A database that only its variables or options tell of has no host here, which makes no URL by itself.
  if (!URL.canParse(url.replace(/^postgres:\/\/(?=$|\/|\?)/, 'postgres://localhost')))
    throw new Refused(`is no URL of a database; write ${URL_FORM}`);
  return url;
}

/** What of a location is secret: the passwords in a URL, as they stand there and as they are meant. */
export function secretsOfLocation(location: string): string[] {
  const passwords = [
    /^postgres:\/\/[^/?#@]*?:([^/?#]*)@/.exec(location)?.[1],
    ...[...location.matchAll(/[?&](?:ssl)?password=([^&#]*)/gi)].map(([, value]) => value),
  ];
  return [...new Set(passwords.flatMap((text) => (text === undefined ? [] : [text, decoded(text)])))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

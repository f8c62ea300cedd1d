/** A character as itself, whatever it means in a pattern. */
const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function htmlSpellings(secret: string): string[] {
  const named: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
  const html = (quote: string) =>
    secret.replace(/[&<>"']/g, (char) => (char === "'" ? quote : `&${named[char]};`));
  return [html('&#039;'), html('&#39;'), html('&apos;'), html("'")];
}

/** As WHMCS, PHP, a proxy or a log may repeat it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const percent = [encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)];
  const json = JSON.stringify(secret).slice(1, -1);
  const all = [
    secret,
    ...htmlSpellings(secret),
    ...percent,
    ...percent.map((text) => text.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase())),
    json,
    // PHP escapes slashes, and one JSON text inside another doubles what escapes.
    json.replaceAll('/', '\\/'),
    JSON.stringify(json).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
  return all.filter((text) => text !== '');
}

/** Finds our own secrets in any of their spellings; undefined where there are none. */
export function ownSecrets(secrets: readonly string[]): RegExp | undefined {
  const all = [...new Set(secrets.flatMap((secret) => (secret === '' ? [] : spellings(secret))))];
  if (all.length === 0) return undefined;
  // The longest first: a spelling may hold another one.
  const longestFirst = all.sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(literal).join('|'), 'g');
}

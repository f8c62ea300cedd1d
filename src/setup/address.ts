/** An address that somebody pasted, as that of a WHMCS. */
export interface PastedAddress {
  /** Its folder, without a slash at the end. */
  readonly url: string;
  /** What was changed about it, for the person who pasted it. */
  readonly changed: readonly string[];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Without what people put around an address. */
function bare(pasted: string): string {
  return pasted
    .trim()
    .replace(/^WHMCS_API_URL\s*=\s*/i, '')
    .replace(/^[<"'`(]+|[>"'`),;]+$/g, '')
    .trim();
}

/** With the scheme that it lacks, or in place of a misspelt one. */
function withScheme(text: string): { text: string; changed: string[] } {
  const fixed = /^(https?)(?:[;:]?\/+|:)(?=[^/\d])/i.exec(text);
  if (fixed !== null && !/^https?:\/\/[^/]/i.test(text))
    return {
      text: `${fixed[1]?.toLowerCase()}://${text.slice(fixed[0].length)}`,
      changed: ['corrected the "://"'],
    };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { text, changed: [] };
  const host = /^(\[[^\]]*\]|[^:/?#]*)/.exec(text)?.[0] ?? '';
  const scheme = LOOPBACK.test(host) ? 'http' : 'https';
  return { text: `${scheme}://${text}`, changed: [`put ${scheme}:// before it`] };
}

/** Folders of WHMCS that people come from: the admin area, the API itself, a page. */
function folderOf(path: string): { folder: string; left: string | undefined } {
  const parts = path.split('/').filter(Boolean);
  const page = parts.findIndex((part) => /\.php$/i.test(part));
  const kept = page === -1 ? [...parts] : parts.slice(0, page);
  while (/^(?:includes|admin)$/i.test(kept.at(-1) ?? '')) kept.pop();
  const left = parts.slice(kept.length).join('/');
  return { folder: kept.join('/'), left: left === '' ? undefined : `/${left}` };
}

/**
 * What an address means that was pasted out of a browser, a mail or a file of settings. Http beyond this machine becomes https: the
 * secret would travel in clear.
 * @returns a sentence where it can't be an address
 */
export function readAddress(pasted: string, { allowHttp = false } = {}): PastedAddress | { problem: string } {
  const { text, changed } = withScheme(bare(pasted));
  const example = 'Write it as your browser shows it, such as https://billing.example.com.';
  if (!URL.canParse(text) || /\s/.test(text)) return { problem: `That is no address. ${example}` };
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return { problem: `WHMCS is reached by https. ${example}` };
  const isLocal = LOOPBACK.test(url.hostname);
  if (url.protocol === 'http:' && !isLocal && !allowHttp) {
    url.protocol = 'https:';
    changed.push('https in place of http: the secret travels with every call');
  }
  if (url.username !== '' || url.password !== '') changed.push('left off the user name and password in it');
  if (url.search !== '' || url.hash !== '') changed.push('left off the part from "?" or "#" on');
  const { folder, left } = folderOf(url.pathname);
  if (left !== undefined) changed.push(`left off ${left}`);
  return { url: [url.origin, folder].filter(Boolean).join('/'), changed };
}

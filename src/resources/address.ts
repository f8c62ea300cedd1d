/** What an address names; nothing is known yet of whether it is there. */
export interface Address {
  /** The WHMCS that it names first, where there are several. */
  readonly install: string | undefined;
  readonly parts: readonly string[];
  /** Where a list goes on. */
  readonly limitstart: number | undefined;
}

const SCHEME = 'whmcs://';
const FORM = /^whmcs:\/\/([^?#]{1,300})(?:\?limitstart=(\d{1,9}))?$/;

/** The address of a resource of a WHMCS, or of one of several. */
export const addressOf = (install: string | undefined, path: string): string =>
  `${SCHEME}${install === undefined ? '' : `${encodeURIComponent(install)}/`}${path}`;

/** Undefined for what is no address of ours. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/**
 * Reads an address. Undefined for what is none of ours.
 *
 * @param hasInstalls whether the first part names one of several WHMCS
 */
export function readAddress(uri: unknown, hasInstalls: boolean): Address | undefined {
  const [, path, from] = (typeof uri === 'string' && FORM.exec(uri)) || [];
  if (path === undefined) return undefined;
  const parts = path.split('/').map(decoded);
  const known = parts.flatMap((part) => (part === undefined || part === '' ? [] : [part]));
  if (known.length < parts.length) return undefined;
  const limitstart = from === undefined ? undefined : Number(from);
  const [first, ...others] = known;
  return hasInstalls
    ? { install: first, parts: others, limitstart }
    : { install: undefined, parts: known, limitstart };
}

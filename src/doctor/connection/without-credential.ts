const TIMEOUT_MS = 10_000;
const MOST_CHARACTERS = 4_096;

/** What stands at an address, as far as somebody without a credential is told. */
export interface Outside {
  readonly status: number;
  /** Where a redirect leads. */
  readonly location: URL | undefined;
  /** It refuses in the words of WHMCS. */
  readonly isWhmcs: boolean;
}

async function headOf(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_CHARACTERS) break;
  }
  return text;
}

/** Asks without credential or action, as anybody could, and follows nothing. Undefined where nobody answers. */
export async function lookWithoutCredential(url: URL): Promise<Outside | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: 'responsetype=json',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const location = response.headers.get('location');
    return {
      status: response.status,
      location:
        location !== null && URL.canParse(location, url.href) ? new URL(location, url.href) : undefined,
      isWhmcs: /"result"\s*:\s*"error"/.test(await headOf(response)),
    };
  } catch {
    return undefined;
  }
}

const ENDPOINT = '/includes/api.php';
/** Where hosting companies put it. */
const USUAL = [
  '',
  '/whmcs',
  '/billing',
  '/clients',
  '/client',
  '/portal',
  '/members',
  '/secure',
  '/my',
  '/manage',
];

/** The folders to look in: those above the one that was named first, since many copy the address of the admin area. */
function candidates(path: string): string[] {
  const folder = path.slice(0, -ENDPOINT.length);
  const above: string[] = [];
  for (let rest = folder; rest.includes('/'); ) {
    rest = rest.slice(0, rest.lastIndexOf('/'));
    above.push(rest);
  }
  return [...new Set([...above, ...USUAL])].filter((one) => one !== folder);
}

/** The address of the WHMCS that answers in another folder of the host; undefined where none of the usual ones has it. */
export async function findWhmcs(url: URL): Promise<string | undefined> {
  for (const folder of candidates(url.pathname)) {
    const there = new URL(`${folder}${ENDPOINT}`, url.origin);
    if ((await lookWithoutCredential(there))?.isWhmcs) return `${url.origin}${folder}`;
  }
  return undefined;
}

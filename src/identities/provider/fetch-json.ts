import { isObject } from '../../json/index.js';

/** The identity provider can't be asked, or answers what makes no sense. `message` says what. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  /** Of an answer that is no success; undefined where none came, or one that makes no sense. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

const DEADLINE_MS = 5_000;
/** Keys and metadata have some ten thousand bytes. */
const MOST_BYTES = 512 * 1024;

async function bytesOf(response: Response, url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new ProviderFault(`${url} answers more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
};

/** A JSON object at an address; undefined where nothing is there (404). Rejects with a ProviderFault. */
export async function fetchJson(
  url: string,
  { headers, ...init }: Pick<RequestInit, 'method' | 'body' | 'headers'> = {},
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { ...headers, accept: 'application/json' },
      // Who is asked is the operator's word, not that of whoever answers.
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const bytes = await bytesOf(response, url);
    if (response.status === 404) return undefined;
    if (response.status !== 200)
      throw new ProviderFault(`${url} answers ${response.status}`, response.status);
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (isObject(value)) return value;
    throw new ProviderFault(`${url} answers something else than a JSON object`);
  } catch (error) {
    if (error instanceof ProviderFault) throw error;
    throw new ProviderFault(`${url}: ${reasonOf(error)}`);
  }
}

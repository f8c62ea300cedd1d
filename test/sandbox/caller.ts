import { SANDBOX_CREDENTIALS, type Sandbox } from '../../src/sandbox/index.js';

export type Found = Record<string, unknown>;

export interface Answer {
  status: number;
  type: string;
  text: string;
}

/** Posts a raw form body and gives back the bare answer. */
export async function post(sandbox: Sandbox, body: string, path = '/includes/api.php'): Promise<Answer> {
  const response = await fetch(sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    redirect: 'manual',
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}

export function signed(action: string, fields: Record<string, string | number> = {}): string {
  const all = { ...SANDBOX_CREDENTIALS, action, responsetype: 'json', ...fields };
  return Object.entries(all)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Calls an action with the default credentials and reads the JSON, success or not. */
export async function ask(
  sandbox: Sandbox,
  action: string,
  fields: Record<string, string | number> = {},
): Promise<Found> {
  const { text } = await post(sandbox, signed(action, fields));
  return JSON.parse(text) as Found;
}

/** The value at a dotted path of a reply; undefined where it ends early. */
export function look(reply: Found, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => {
    return typeof value === 'object' && value !== null ? (value as Found)[step] : undefined;
  }, reply);
}

/** The rows of a list in a reply, which must be one. */
export function rows(reply: Found, path: string): Found[] {
  const list = look(reply, path);
  if (!Array.isArray(list)) throw new TypeError(`${path} is no list: ${JSON.stringify(list)}`);
  return list as Found[];
}

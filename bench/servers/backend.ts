import { request } from 'undici';

/** Where the backend is and what opens it, by the variables that all servers of the bench are started with. */
const { WHMCS_API_URL = '', WHMCS_API_IDENTIFIER = '', WHMCS_API_SECRET = '' } = process.env;

/** One call of the backend with nothing around it: its reply as parsed JSON. Rejects where it answers anything else. */
export async function post(action: string, params: Record<string, string>): Promise<unknown> {
  const form = new URLSearchParams({
    ...params,
    identifier: WHMCS_API_IDENTIFIER,
    secret: WHMCS_API_SECRET,
    action,
    responsetype: 'json',
  });
  const { body } = await request(`${WHMCS_API_URL}/includes/api.php`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  return body.json();
}

export const asText = (reply: unknown) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(reply) }],
});

import { apiUrl } from '../whmcs/index.js';

/** What is wrong with an address of WHMCS, to be put after the name of what it is; undefined where it is good. */
export function addressProblem(address: string, allowHttp: boolean): string | undefined {
  try {
    apiUrl(address, allowHttp);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : 'is not an address.';
    return message.replace(/^WHMCS_API_URL /, '');
  }
}

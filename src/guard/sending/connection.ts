import type { Installation, ReadAction } from '../../catalog/index.js';
import type { Clear, ClearRead, Params, Reply, Whmcs } from '../../whmcs/index.js';
import type { SendingOptions } from '../session.js';

/** The one installation that the guard sends calls to. */
export interface Connection {
  whmcs: Whmcs;
  clear: Clear;
  clearRead: ClearRead;
  installation: Installation;
}

/** A read of the guard's own, beside the call itself. Rejects with a WhmcsFault. */
export async function sideRead(
  at: Connection,
  action: ReadAction,
  params: Params,
  options: Pick<SendingOptions, 'signal' | 'onWait' | 'caller'>,
): Promise<Reply> {
  return at.whmcs.send(at.clearRead({ action, params }), options);
}

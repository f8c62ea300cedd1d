import type { CallView } from '../../src/audit/index.js';

/** A call of the journal that changed the city of a client. */
export const callView = (call: string, session: string, state: CallView['state']): CallView => ({
  ...{ call, session, state, caller: 'local', channel: 'cli', tool: 'whmcs_update_client', risk: 'write' },
  ...{ args: { clientid: 7, city: 'Bonn' }, before: { clientid: 7, city: 'Ulm' } },
  ...{ at: new Date(), entries: [] },
});

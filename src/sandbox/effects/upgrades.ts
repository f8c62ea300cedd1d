import { ActionError, type Call } from '../call.js';
import type { Upgrade } from '../records/holdings.js';
import { byId } from '../state.js';
import { runModule } from './provisioning.js';

/** The service becomes what was ordered in its place, on its server too. */
export function carryOut(call: Call, upgrade: Upgrade): void {
  const { state } = call;
  const service = byId(state.services, upgrade.serviceId);
  state.upgrades = state.upgrades.filter((one) => one !== upgrade);
  if (service === undefined) return;
  service.productId = upgrade.productId;
  service.billingCycle = upgrade.billingCycle;
  service.recurring = upgrade.recurring;
  try {
    runModule(call, service, 'ChangePackage');
  } catch (error) {
    // What the server refuses waits in the module queue.
    if (!(error instanceof ActionError)) throw error;
  }
  const order = byId(state.orders, upgrade.orderId);
  if (order !== undefined) order.status = 'Active';
  call.log(`Upgrade Carried Out - Service ID: ${service.id}`, service.clientId);
}

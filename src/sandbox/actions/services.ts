import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { createAccount, mailWelcome, runModule } from '../effects/provisioning.js';
import type { Service } from '../records/holdings.js';
import { byId } from '../state.js';

/** docs: api-reference/modulecreate.md. `accountid` is the name that was used before 7.7; WHMCS still takes it. */
function serviceOf(call: Call): Service {
  const name = call.params.given('serviceid') ? 'serviceid' : 'accountid';
  if (!call.params.given(name)) fail('Service ID is required');
  return byId(call.state.services, call.params.int(name)) ?? fail('Service ID not found');
}

function moduleCreate(call: Call): Reply {
  const service = serviceOf(call);
  createAccount(call, service);
  mailWelcome(call, service);
  return { result: 'success' };
}

function moduleSuspend(call: Call): Reply {
  const service = serviceOf(call);
  runModule(call, service, 'Suspend');
  service.status = 'Suspended';
  service.suspendReason = call.params.text('suspendreason') || 'Overdue on Payment';
  call.log(`Module Suspend Successful - Service ID: ${service.id}`, service.clientId);
  mailService(call, service, 'Service Suspension Notification');
  return { result: 'success' };
}

function moduleUnsuspend(call: Call): Reply {
  const service = serviceOf(call);
  runModule(call, service, 'Unsuspend');
  service.status = 'Active';
  service.suspendReason = '';
  call.log(`Module Unsuspend Successful - Service ID: ${service.id}`, service.clientId);
  mailService(call, service, 'Service Unsuspension Notification');
  return { result: 'success' };
}

function moduleTerminate(call: Call): Reply {
  const service = serviceOf(call);
  runModule(call, service, 'Terminate');
  service.status = 'Terminated';
  call.log(`Module Terminate Successful - Service ID: ${service.id}`, service.clientId);
  return { result: 'success' };
}

function moduleChangePw(call: Call): Reply {
  const service = serviceOf(call);
  runModule(call, service, 'ChangePassword');
  if (call.params.given('servicepassword')) service.password = call.params.text('servicepassword');
  call.log(`Module Change Password Successful - Service ID: ${service.id}`, service.clientId);
  return { result: 'success' };
}

/** docs: api-reference/getmodulequeue.md. */
function getModuleQueue({ params, state }: Call): Reply {
  const type = params.text('serviceType');
  const related = params.int('relatedId');
  const rows = state.moduleQueue.filter(
    ({ serviceId }) => (type === '' || type === 'service') && (related === 0 || related === serviceId),
  );
  const queue = rows.map(({ id, serviceId, module, action, error, at }) => ({
    id: String(id),
    serviceType: 'service',
    serviceId: String(serviceId),
    moduleName: module,
    moduleAction: action,
    lastAttempt: at,
    lastAttemptError: error,
    numRetries: '0',
    completed: '0',
    createdAt: at,
    updatedAt: at,
  }));
  return { result: 'success', count: String(rows.length), queue };
}

function mailService(call: Call, service: Service, template: string): void {
  call.mailClient(byId(call.state.clients, service.clientId), template, { serviceid: service.id });
}

export const serviceActions: Handlers = {
  ModuleCreate: moduleCreate,
  ModuleSuspend: moduleSuspend,
  ModuleUnsuspend: moduleUnsuspend,
  ModuleTerminate: moduleTerminate,
  ModuleChangePw: moduleChangePw,
  GetModuleQueue: getModuleQueue,
};

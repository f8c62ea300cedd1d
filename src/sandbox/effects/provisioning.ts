import { type Call, fail } from '../call.js';
import type { Product } from '../records/catalog.js';
import type { Domain, ModuleCall, RegistrarCall, Service } from '../records/holdings.js';
import { byId } from '../state.js';
import { addMonths } from '../values/dates.js';

export function productOf(call: Call, service: Service): Product | undefined {
  return byId(call.state.products, service.productId);
}

/** Sends a command to the service's server. Throws what the server answered where it refuses. */
export function runModule(call: Call, service: Service, command: ModuleCall['command']): void {
  const { state } = call;
  const module = productOf(call, service)?.module ?? '';
  if (module === '') fail('Service not assigned to a module');
  const server = byId(state.servers, service.serverId);
  if (server?.failure) {
    const action =
      command === 'Create' || command === 'Terminate' || command === 'Suspend'
        ? `${command}Account`
        : command;
    const entry = { serviceId: service.id, module, action, error: server.failure, at: call.moment };
    state.moduleQueue.push({ id: state.moduleQueue.length + 1, ...entry });
    fail(server.failure);
  }
  const exists = service.status === 'Active' || service.status === 'Suspended';
  if (command === 'Create' && exists) fail(`The account ${service.username} already exists on the server`);
  if (command !== 'Create' && !exists)
    fail(`The account ${service.username || '(none)'} does not exist on the server`);
  state.moduleCalls.push({
    at: call.moment,
    command,
    serviceId: service.id,
    module,
    serverId: service.serverId,
  });
}

export function createAccount(call: Call, service: Service): void {
  runModule(call, service, 'Create');
  if (service.username === '') {
    service.username = service.domain.replace(/[^a-z0-9]/g, '').slice(0, 8) || `s${service.id}`;
  }
  if (service.password === '') service.password = `not-real-${call.state.random.text(10)}`;
  service.status = 'Active';
  call.log(`Module Create Successful - Service ID: ${service.id}`, service.clientId);
}

export function mailWelcome(call: Call, service: Service): void {
  const template = productOf(call, service)?.welcomeTemplate ?? '';
  const client = byId(call.state.clients, service.clientId);
  if (template !== '') call.mailClient(client, template, { serviceid: service.id });
}

const DOMAIN_MAILS: Partial<Record<RegistrarCall['command'], string>> = {
  Register: 'Domain Registration Confirmation',
  Transfer: 'Domain Transfer Initiated',
  Renew: 'Domain Renewal Confirmation',
};

/** Sends a command to the domain's registrar, who charges for register, transfer and renew each time. */
export function runRegistrar(
  call: Call,
  domain: Domain,
  command: RegistrarCall['command'],
  details: { years?: number; values?: string[] } = {},
): void {
  if (domain.registrar === '') fail('An invalid configuration was detected with the registrar module');
  call.state.registrarCalls.push({
    at: call.moment,
    command,
    domainId: domain.id,
    domain: domain.name,
    registrar: domain.registrar,
    ...details,
  });
  call.log(`Domain ${command} Command Sent - Domain: ${domain.name}`, domain.clientId);
}

export function mailDomain(call: Call, domain: Domain, command: RegistrarCall['command']): void {
  const template = DOMAIN_MAILS[command];
  const client = byId(call.state.clients, domain.clientId);
  if (template) call.mailClient(client, template, { domainid: domain.id });
}

export function registerDomain(call: Call, domain: Domain): void {
  runRegistrar(call, domain, 'Register', { years: domain.years });
  domain.status = 'Active';
  domain.regDate = call.today;
  domain.expiryDate = addMonths(call.today, 12 * domain.years);
  domain.nextDueDate = domain.expiryDate;
}

export function transferDomain(call: Call, domain: Domain): void {
  runRegistrar(call, domain, 'Transfer', { years: domain.years });
  domain.status = 'Pending Transfer';
}

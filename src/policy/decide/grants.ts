import type { FactFields, Open, PolicyRequest, RuleInput, ToolFacts } from '../facts/request.js';
import { UNAVAILABLE, UNKNOWN } from '../facts/unknown.js';
import type { CompiledTool, Policy } from '../rules/compile.js';
import { type ClientScope, clientScopes, type Grant, grantsOf } from '../rules/grants.js';
import { isPartOfAnswer } from '../rules/toolsets.js';
import { answer, hide, type RuleAnswer } from './answer.js';
import { untoldFact } from './untold.js';

/** Denies what is none of the clients that a caller is granted. */
const CLIENTS = '(clients)';

/** The same for a record of another client and for one that there is none of. */
const NOT_THERE = 'there is no such record among the clients that you are granted; check the ids';

/** The answer about what is none of them. */
export const NOT_GRANTED = answer(CLIENTS, 'deny', NOT_THERE);

export const grantsAsked = ({ grants }: Policy, { caller }: PolicyRequest): readonly Grant[] =>
  caller === UNKNOWN ? [] : (grantsOf(grants, caller) ?? []);

/** What the grants of the caller keep from it. First of all answers: nothing that is said of a record may go before. */
export function answersOfGrants(policy: Policy, tool: CompiledTool, input: RuleInput): RuleAnswer[] {
  const { request } = input;
  if (request.caller === UNKNOWN) return policy.grants.size === 0 ? [] : [answer('(grants)', 'open')];
  const grants = grantsOf(policy.grants, request.caller);
  if (grants === undefined) return [hide('(no grant)')];
  const hiders = grants.flatMap((grant) => {
    const asPart = isPartOfAnswer(tool.facts, request);
    const by = grant.withholds(request.tool, tool.facts, request.install, asPart);
    return by === undefined ? [] : [hide('(not granted)', by)];
  });
  return [...hiders, ...answersOfClients(clientScopes(policy.grants, request.caller), tool.facts, input)];
}

export const waitsForClients = (answers: readonly RuleAnswer[]): boolean =>
  answers.some(({ id, verdict }) => id === CLIENTS && verdict === 'open');

function answersOfClients(scopes: readonly ClientScope[], tool: ToolFacts, input: RuleInput): RuleAnswer[] {
  if (scopes.length === 0) return [];
  const { request } = input;
  const [outside] = given(tool.unproven, request.args);
  if (outside !== undefined) {
    const why = `${outside} could reach others than the clients that you are granted, so it can not be given`;
    return [answer(CLIENTS, 'deny', why)];
  }
  if (!namesSomething(tool, request.args)) return [];
  const { granted = UNKNOWN } = request;
  const told = granted === UNKNOWN ? toldByClient(scopes, request) : granted;
  if (told === true) return [];
  if (told === UNKNOWN) return [answer(CLIENTS, 'open')];
  return [told === false ? NOT_GRANTED : answer(CLIENTS, 'deny', untoldFact('granted', input))];
}

const given = (names: readonly string[] = [], args: Open<FactFields>): readonly string[] =>
  typeof args === 'symbol' ? [] : names.filter((name) => args[name] !== undefined);

/** Whether a call names what has to belong to a client that is granted. Of a list, its rows are looked at instead, and parts each by itself. */
function namesSomething({ whose, naming = [] }: ToolFacts, args: Open<FactFields>): boolean {
  if (whose !== 'rows' && whose !== 'catalogue' && whose !== 'parts') return true;
  return typeof args === 'symbol' ? naming.length > 0 : given(naming, args).length > 0;
}

/** Whether the client concerned is granted, where nobody has looked up more than that. */
function toldByClient(scopes: readonly ClientScope[], { client, context }: PolicyRequest): Open<boolean> {
  if (client === UNKNOWN || client === UNAVAILABLE) return client;
  const id = client === null || !/^\d+$/.test(String(client)) ? undefined : Number(client);
  if (id === undefined) return false;
  const others = scopes.filter(({ clients }) => !clients.has(id));
  if (others.length === 0) return true;
  if (others.some(({ groups }) => groups.size === 0)) return false;
  const record = typeof context === 'symbol' ? context : context.client;
  if (record === undefined || typeof record === 'symbol') return record ?? UNKNOWN;
  const group = Number(record?.groupid);
  return others.every(({ groups }) => groups.has(group));
}

import { FIELD_CLASSES, type Redact, type Treatment } from '../../terms.js';
import type { ToolFacts } from '../facts/request.js';
import { pointerOf } from '../json/positions.js';
import { type FormerNames, namesOf } from './former-names.js';
import type { PolicyDocument } from './grammar.js';
import { compileRules, type Rules } from './rules.js';
import { keepsFrom, leavesOut } from './toolsets.js';

/** Clients of WHMCS's by their id, and by the id of their group: either is enough. */
export interface ClientScope {
  readonly clients: ReadonlySet<number>;
  readonly groups: ReadonlySet<number>;
}

/** One grant, ready to narrow the callers who have it. */
export interface Grant {
  readonly name: string;
  readonly rules: Rules;
  /** Callers who have it by their name; `*` for whoever has no other. */
  readonly callers: ReadonlySet<string>;
  readonly redact: Partial<Redact>;
  /** The only clients of WHMCS's that it reaches; undefined where it reaches all. */
  readonly clients: ClientScope | undefined;
  /** Pointer to what keeps a tool of a WHMCS from its callers, or undefined when nothing does. */
  withholds(
    tool: string,
    facts: ToolFacts,
    install: string | undefined,
    asPart?: boolean,
  ): string | undefined;
}

/** The grants of a policy, by name. */
export type Grants = ReadonlyMap<string, Grant>;

/** Who calls, as grants are told: by the name, and by the grant that was given with it. */
export interface Granted {
  readonly name?: unknown;
  readonly grant?: unknown;
}

type Source = NonNullable<PolicyDocument['grants']>[string];

/** Stands for whoever has no other grant. */
export const EVERYBODY_ELSE = '*';

/** Leaves out what is undefined, so that absent stays absent. */
const treatmentsIn = (redact: Source['redact']): Partial<Redact> =>
  Object.fromEntries(Object.entries(redact ?? {}).filter(([, treatment]) => treatment !== undefined));

function compileGrant(name: string, source: Source, timezone: string, former: FormerNames): Grant {
  const at = pointerOf(['grants', name]);
  const { installs, toolsets, classes, tools, hide, clients, client_groups: groups } = source;
  const isScoped = clients !== undefined || groups !== undefined;
  return {
    name,
    rules: compileRules(at, source, { perTool: false, timezone }),
    callers: new Set(source.callers),
    redact: treatmentsIn(source.redact),
    clients: isScoped ? { clients: new Set(clients), groups: new Set(groups) } : undefined,
    withholds(tool, facts, install, asPart = false) {
      // A WHMCS without a name is none of those that are listed.
      if (installs?.some((one) => one === install) === false) return `${at}/installs`;
      const keeps = asPart ? leavesOut : keepsFrom;
      if (toolsets !== undefined && keeps(toolsets, facts)) return `${at}/toolsets`;
      if (classes !== undefined && !classes.includes(facts.class)) return `${at}/classes`;
      const isIn = (list: readonly string[]) => namesOf(tool, former).some((one) => list.includes(one));
      if (tools !== undefined && !isIn(tools)) return `${at}/tools`;
      if (hide !== undefined && isIn(hide)) return `${at}/hide`;
      if (!isScoped || !tellsOfAll(facts)) return undefined;
      return clients === undefined ? `${at}/client_groups` : `${at}/clients`;
    },
  };
}

/** What is said of no tool is taken for the worst. */
const tellsOfAll = ({ whose = 'business' }: ToolFacts) => whose === 'business';

export const compileGrants = (
  sources: PolicyDocument['grants'] = {},
  timezone = 'UTC',
  former: FormerNames = new Map(),
): Grants =>
  new Map(
    Object.entries(sources).map(([name, source]) => [name, compileGrant(name, source, timezone, former)]),
  );

const NONE: readonly Grant[] = [];
const NO_SCOPES: readonly ClientScope[] = [];

/**
 * All grants that narrow a caller: the one it was given, and those that name it; where there is none, those for everybody
 * else. Undefined where it was given one that the policy lacks.
 */
export function grantsOf(grants: Grants, { name, grant: given }: Granted): readonly Grant[] | undefined {
  if (given !== undefined && !(typeof given === 'string' && grants.has(given))) return undefined;
  if (grants.size === 0) return NONE;
  const named = (caller: unknown) =>
    [...grants.values()].filter(
      (grant) => grant.name === given || (typeof caller === 'string' && grant.callers.has(caller)),
    );
  // A caller who takes the name of everybody has nothing of it.
  const own = named(name === EVERYBODY_ELSE ? undefined : name);
  return own.length > 0 ? own : named(EVERYBODY_ELSE);
}

/** What clients a caller is limited to: those that fit all of the scopes, or any where there is none. */
export function clientScopes(grants: Grants, caller: Granted): readonly ClientScope[] {
  if (grants.size === 0) return NO_SCOPES;
  return (grantsOf(grants, caller) ?? NONE).flatMap(({ clients }) => clients ?? []);
}

const STRICTNESS: readonly Treatment[] = ['show', 'mask', 'drop'];

const stricter = (one: Treatment, other: Treatment = 'show'): Treatment =>
  STRICTNESS.indexOf(other) > STRICTNESS.indexOf(one) ? other : one;

/** What becomes of personal data for a caller: of the policy and its grants, the strictest. */
export function redactFor(policy: { redact: Redact; grants: Grants }, caller: Granted): Redact {
  const hiding = (grantsOf(policy.grants, caller) ?? []).filter(
    ({ redact }) => Object.keys(redact).length > 0,
  );
  if (hiding.length === 0) return policy.redact;
  return Object.fromEntries(
    FIELD_CLASSES.map((field) => [
      field,
      hiding.reduce<Treatment>(
        (strictest, { redact }) => stricter(strictest, redact[field]),
        policy.redact[field],
      ),
    ]),
  ) as Redact;
}

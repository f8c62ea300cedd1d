import {
  type ActionParameter,
  type Area,
  area,
  BUSINESS,
  confirmation,
  type DeclaredAction,
  type Errors,
  type NamedRow,
  type Naming,
  named,
  type RecordKind,
  type Row,
  read,
  record,
  type Whose,
  write,
} from '../../../src/catalog/index.js';
import { untold, untoldWhere } from '../../../src/records/index.js';
import type { AreaName } from '../../../src/terms.js';
import { type Action, declaredAction, documentedBook, toolOf } from '../documented/book.js';
import { effectsOf } from './effects.js';
import { argumentNamed, argumentsOf, recordNamedBy } from './parameters.js';
import { previewOf } from './preview.js';

const AREA_OF: Readonly<Record<string, AreaName>> = {
  Affiliates: 'affiliates',
  Addons: 'services',
  Billing: 'billing',
  Client: 'clients',
  Domains: 'domains',
  Module: 'services',
  Orders: 'orders',
  Products: 'products',
  Service: 'services',
  Support: 'tickets',
  Tickets: 'tickets',
  Users: 'clients',
};

/** Where the group of the documentation says another thing than what it is about. */
const AREA_BY_NAME: Readonly<Record<string, AreaName>> = {
  AddAnnouncement: 'system',
  AddCancelRequest: 'services',
  AddClientNote: 'clients',
  DeleteAnnouncement: 'system',
  GetAnnouncements: 'system',
  GetCancelledPackages: 'services',
  UpdateAnnouncement: 'system',
};

const areaOf = ({ name, group, declared }: Action): AreaName =>
  declared?.area ?? AREA_BY_NAME[name] ?? AREA_OF[group] ?? 'system';

/** Parameters that could lead to what belongs to others. */
const REACHES_OTHERS = /id$|ids$|email|user|domain|search|index|name/i;
/** Of an action that no documentation describes, a name is all that there is to go by. */
const NAMES_RECORDS = /account|customer|client|owner|contact|service|hosting|order|invoice|ticket|quote/i;

const couldReachOthers = ({ declared }: Action, { name, type }: ActionParameter): boolean =>
  REACHES_OTHERS.test(name) || (declared !== undefined && (type === 'array' || NAMES_RECORDS.test(name)));

function namesOf({ params }: Action): { kind: RecordKind; argument: string }[] {
  return params.flatMap((param) => {
    const kind = recordNamedBy(param);
    return kind === undefined ? [] : [{ kind, argument: argumentNamed(param.name) }];
  });
}

const namingOf = (names: ReturnType<typeof namesOf>): Naming =>
  Object.fromEntries(
    names.map(({ kind }) => [
      kind,
      names.filter((other) => other.kind === kind).map(({ argument }) => argument),
    ]),
  );

/**
 * Callers of single clients have what must name a record of theirs, and nothing that could lead to others beside it. All else
 * can't be told to be theirs.
 */
function whoseOf(action: Action): Whose {
  const { params } = action;
  const required = params.filter((param) => param.required);
  const others = params.filter(
    (param) => recordNamedBy(param) === undefined && couldReachOthers(action, param),
  );
  const isNamed = required.some((param) => recordNamedBy(param) !== undefined);
  if (!isNamed || others.some((param) => param.required)) return BUSINESS;
  return named({ unproven: others.map(({ name }) => argumentNamed(name)) });
}

/** Errors that say by themselves that the call was looked at and not begun. */
const NOT_BEGUN =
  /^(?:[\w /]*\bnot found|[\w ,/]*\b(?:is|are) required|you must [\w ,/]+|invalid [\w ]*\b(?:id|date|email|address|type|name)[\w ]*)\.?$/i;

function errorsOf({ errors, risk, declared }: Action): Errors {
  const nothingBegun = errors.filter((error) => declared !== undefined || NOT_BEGUN.test(error));
  return risk === 'execute' ? { nothingBegun, passesOn: 'servers and registrars' } : { nothingBegun };
}

function rowOf(action: Action): NamedRow {
  const { name, about, params, risk } = action;
  const names = namesOf(action);
  const effects = effectsOf(action);
  const row: Row = {
    title: `Call ${name}`,
    about,
    action: name,
    whose: whoseOf(action),
    args: argumentsOf(params),
    ...(names.length === 0 ? {} : { names: namingOf(names) }),
    result: risk === 'read' ? record() : confirmation(),
    sample: { least: {} },
  };
  if (risk === 'read') return read(toolOf(name), row as Parameters<typeof read>[1]);
  return write(toolOf(name), {
    ...row,
    slow: true,
    ...(effects.includes('money') ? { money: untoldWhere(() => true) } : {}),
    effects,
    errors: errorsOf(action),
    done: () => `WHMCS confirmed ${name}.`,
    readBack: {
      action: 'WhmcsDetails',
      when: () => false,
      params: () => ({}),
      tells: () => untold(`no read of this server tells what came of ${name}`),
    },
    undo: 'No call of this server takes it back. A person can see in WHMCS what there is to do.',
    preview: previewOf(action, names),
  });
}

const areasOf = (actions: readonly Action[]): readonly Area[] =>
  actions.map((action) => area(areaOf(action), [rowOf(action)], 'actions'));

/** The documented actions without a tool of their own, each as one that `whmcs_call_action` alone calls. */
export const actionAreas = (): readonly Area[] =>
  areasOf([...documentedBook().actions.values()].filter(({ tools }) => tools.length === 0));

/** The same of actions of addon modules. */
export const declaredAreas = (declared: readonly DeclaredAction[]): readonly Area[] =>
  areasOf(declared.map(declaredAction));

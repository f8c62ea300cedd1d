import { lettersOf } from '../catalog/actions/index.js';
import { riskClassOf, whyNever } from '../catalog/index.js';
import type { Findings } from '../policy/json/index.js';
import type { Effect, RiskClass } from '../terms.js';
import { encodeForm, ParamFault } from '../whmcs/index.js';
import type { ActionsDocument, WrittenAction, WrittenParameter } from './grammar.js';

const MOST_ACTIONS = 200;
const MOST_PARAMETERS = 100;

/** As WHMCS finds an action: with anything else in it one name could be read as another. */
const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

/** Arguments of ours: one that would be called the same is sent under its own name, as `param_…` here. */
const TAKEN = /^param_/i;

/** What a class means says at least one of these of each action. */
const OF_CLASS: Partial<Readonly<Record<RiskClass, readonly Effect[]>>> = {
  financial: ['money'],
  destructive: ['irreversible', 'control'],
};

/** Words that names of actions begin with which change something. */
const CHANGES: ReadonlySet<string> = new Set(
  'add create update set delete remove cancel close reset restore send run start stop move transfer renew pay refund suspend terminate enable disable'.split(
    ' ',
  ),
);

const soundsLikeChange = (name: string) => CHANGES.has((/^.[a-z]*/.exec(name)?.[0] ?? '').toLowerCase());

const lowered = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** Why an action can't be declared by that name; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  const letters = lettersOf(name);
  const never = whyNever(letters);
  if (never !== undefined)
    return `is read as an action that is never called, whoever declares it: ${lowered(never).replace(/\.$/, '')}`;
  if (riskClassOf(letters) !== undefined)
    return 'is read as an action that WHMCS documents: its class and what it does are known, and no file changes them';
  return NAME.test(name)
    ? undefined
    : 'is no name of an action: 1 to 64 letters and digits, a letter first, as WHMCS reads them';
}

/** Why a parameter can't be sent by that name; undefined where it can. */
function parameterProblem(name: string): string | undefined {
  if (TAKEN.test(name) || name.length > 64) return 'is a name that is taken here';
  try {
    encodeForm({ [name]: '' });
    return undefined;
  } catch (error) {
    if (!(error instanceof ParamFault)) throw error;
    return error.message.replace(/^Parameter ".*?" /s, '').replace(/\.$/, '');
  }
}

/** Names that differ in letter case alone: WHMCS reads them as one. */
function* repeated(names: readonly string[]): Generator<readonly [string, string]> {
  const known = new Map<string, string>();
  for (const name of names) {
    const first = known.get(name.toLowerCase());
    if (first !== undefined) yield [name, first];
    else known.set(name.toLowerCase(), name);
  }
}

/** What the grammar can't say of a file of addon actions. */
export class Checker {
  constructor(private readonly findings: Findings) {}

  document({ actions }: ActionsDocument): void {
    const names = Object.keys(actions);
    if (names.length > MOST_ACTIONS)
      this.findings.fail(['actions'], `must have at most ${MOST_ACTIONS} actions`);
    for (const [name, first] of repeated(names))
      this.findings.fail(['actions', name], `WHMCS reads "${name}" and "${first}" as one action`, {
        atKey: true,
      });
    for (const [name, written] of Object.entries(actions)) this.action(name, written);
  }

  private action(name: string, written: WrittenAction): void {
    const at = ['actions', name];
    const problem = nameProblem(name);
    if (problem !== undefined) this.findings.fail(at, `"${name.slice(0, 100)}" ${problem}`, { atKey: true });
    this.effects(at, written);
    const { parameters = {} } = written;
    const params = Object.keys(parameters);
    const inside = [...at, 'parameters'];
    if (params.length > MOST_PARAMETERS)
      this.findings.fail(inside, `must have at most ${MOST_PARAMETERS} parameters`);
    for (const [param, first] of repeated(params))
      this.findings.fail([...inside, param], `"${param}" and "${first}" differ in letter case alone`, {
        atKey: true,
      });
    for (const [param, one] of Object.entries(parameters)) this.parameter([...inside, param], param, one);
    if (written.class === 'read' && soundsLikeChange(name))
      this.findings.warn(
        at,
        `"${name}" sounds like an action that changes something, and a read asks nobody: is it one?`,
        {
          atKey: true,
        },
      );
  }

  private effects(at: readonly string[], { class: risk, effects, refusals }: WrittenAction): void {
    const place = [...at, 'effects'];
    if (risk === 'read' && effects !== undefined && effects.length > 0)
      this.findings.fail(place, 'a read has no effects; what has one is of another class');
    if (risk === 'read' && refusals !== undefined)
      this.findings.fail([...at, 'refusals'], 'a read begins nothing; leave it out');
    const needed = OF_CLASS[risk];
    if (effects === undefined || needed === undefined || needed.some((one) => effects.includes(one))) return;
    this.findings.fail(
      place,
      `an action of the class ${risk} has ${needed.map((one) => `"${one}"`).join(' or ')} among its effects`,
    );
  }

  private parameter(at: readonly string[], name: string, written: WrittenParameter): void {
    const { type, values, record, secret } = written;
    const problem = parameterProblem(name);
    if (problem !== undefined) this.findings.fail(at, `"${name.slice(0, 100)}" ${problem}`, { atKey: true });
    if (values !== undefined && type !== 'string')
      this.findings.fail([...at, 'values'], 'only a parameter of the type string has values');
    if (record !== undefined && record !== 'none' && type !== 'int')
      this.findings.fail([...at, 'record'], 'only a number names a record: the type must be int');
    if (record !== undefined && secret)
      this.findings.fail([...at, 'record'], 'what names a record is no credential');
  }
}

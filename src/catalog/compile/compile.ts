import { z } from 'zod';
import { once } from '../../once.js';
import { type Effect, type ExtraSet, REASON, REPEAT_OF, type RiskClass } from '../../terms.js';
import type { Params } from '../../whmcs/index.js';
import type { Installation } from '../args.js';
import { emptiedOf, inOneSpelling } from '../arguments/incoming.js';
import { MOST_PROBLEMS, problemsOf, wordsFor } from '../arguments/problems.js';
import { type InputSchema, inputSchemaOf } from '../arguments/published.js';
import { quickReader } from '../arguments/quick-read.js';
import type { Compose, HandOver } from '../composed/calls.js';
import { classOfComposed } from '../composed/classes.js';
import {
  type CallEffects,
  type EffectOf,
  effectsRead,
  effectsTold,
  type ReadCall,
  rulesOf,
} from '../effects.js';
import { type Proof, proofOf } from '../errors.js';
import { type Page, project } from '../project.js';
import { addsRecord, keepsAbsent, type RiskLevel, riskClassOf, riskLevelOf } from '../risk.js';
import type { Area, NamedRow, Naming, Row, Toolset } from '../row.js';
import { sameArguments } from '../same-call.js';
import type { ListShape, RecordPromise } from '../shape.js';
import type { Addition, Body, Precheck, Values } from '../side-read.js';
import { argsOf, type ParsedArguments, pageOf, withReasonApart } from './added-arguments.js';
import { checkRow } from './row-check.js';

/** What MCP's tools/list says of a tool; see the MCP specification, Tools. */
export interface Listing {
  name: string;
  title: string;
  description: string;
  inputSchema: InputSchema;
  annotations: {
    readOnlyHint?: true;
    destructiveHint?: boolean;
  };
}

/** One tool, everything derived from its row and from the table of risks. */
export interface Tool {
  name: string;
  toolset: Toolset;
  /** The extra set that it is of; undefined for the usual tools. */
  set: ExtraSet | undefined;
  action: string;
  risk: RiskClass;
  level: RiskLevel;
  /** Each call of it adds another record. */
  addsRecord: boolean;
  slow: boolean;
  rarelyChanges: Row['rarelyChanges'];
  title: string;
  about: string;
  args: readonly string[];
  secretArgs: ReadonlySet<string>;
  listing: Listing;
  before: readonly Precheck[];
  turn: Row['turn'];
  advice: Row['advice'];
  conflicts: Row['conflicts'];
  hopeless: Row['hopeless'];
  sets: Row['sets'];
  after: readonly Addition[];
  /** What a success of it names. */
  promise: RecordPromise | undefined;
  /** What an error of WHMCS's own proves. Of a tool that reads, that nothing was begun. */
  proofOf(message: string, isOfAction?: boolean): Proof;
  errors: Row['errors'];
  done: Row['done'];
  readBack: Row['readBack'];
  undo: Row['undo'];
  preview: Row['preview'];
  sample: Row['sample'];
  /** How its list stands in a reply; undefined where it answers with a record. */
  list: ListShape | undefined;
  /** The list inside its record that limitstart pages through. */
  pages: string | undefined;
  whose: Row['whose'];
  names: Naming;
  money: Row['money'];
  reaches: Row['reaches'];
  says: readonly string[];
  printed: readonly string[];
  /** A call of it can send a mail, or put text before a client. */
  canReach: boolean;
  /** The arguments as they are told from those of another call: the same for all spellings of one call. */
  same(values: Values): Values;
  /** What a call with these arguments does, as far as they tell. */
  effects(values: Values): CallEffects;
  effectRules: readonly EffectOf[];
  /** All that it does, with the record read where the arguments leave something open. Rejects where that can't be told. */
  readEffects(call: ReadCall): Promise<Effect[]>;
  /**
   * Checks arguments strictly, and returns them in one spelling. Problems name the argument and the fix, each without a
   * full stop.
   */
  parse(args: unknown): ParsedArguments | { problems: string[] };
  /** The WHMCS parameters of the call. */
  encode(values: Values, at: Installation): Params;
  /** The part of a list that a call asks for. */
  pageOf(values: Values): Pick<Page, 'offset' | 'limit'>;
  project(reply: Body, values: Values, added: Body): Body;
  /** Of a composed tool, what makes its answer by calls of other tools; undefined for a tool that calls WHMCS itself. */
  composed: Composed | undefined;
}

/** How a composed tool answers: by calls that it makes, or by one that it hands over. */
export type Composed = Composing | { readonly handOver: HandOver };

export interface Composing {
  readonly compose: Compose;
  /** Paths of the answer under which this program alone writes, in small letters. */
  readonly ours: ReadonlySet<string>;
  readonly mostCalls: number;
  /** The calls that a person approves as one; undefined for a tool that only reads. */
  readonly lines: Row['lines'];
}

const MOST_CALLS = 20;

function composedOf({
  compose,
  handOver,
  lines,
  ours = [],
  mostCalls = MOST_CALLS,
}: Row): Composed | undefined {
  if (handOver !== undefined) return { handOver };
  const written = new Set(['partial', ...ours].map((path) => path.toLowerCase()));
  return compose && { compose, lines, ours: written, mostCalls };
}

export type Catalog = ReadonlyMap<string, Tool>;

/**
 * MCP annotations follow from the class: a tool can't state its own. Hints that equal the default of the specification are
 * left out, and those that mean nothing of a tool that reads. Whether a call destroys something is always said, since a
 * client may read a missing hint as it likes.
 */
const annotationsOf = (risk: RiskClass, { handOver }: Row): Listing['annotations'] =>
  risk === 'read' && handOver === undefined ? { readOnlyHint: true } : { destructiveHint: risk !== 'write' };

const canReach = ({ reaches, says, effects }: Row) =>
  reaches !== undefined || says !== undefined || rulesOf(effects).some(({ effect }) => effect === 'mail');

interface CompileOptions {
  /** Schemas that were worked out before are taken as they are: to make them takes longer than all the rest. */
  readonly published?: PublishedSchemas;
  /** The classes of actions that no table has: those that an operator declares. Each call of one may add another record. */
  readonly declared?: ((action: string) => RiskClass | undefined) | undefined;
}

function compileTool(
  { name, row }: NamedRow,
  { toolset, set }: Area,
  { published, declared }: CompileOptions,
): Tool {
  const ofAction = () => riskClassOf(row.action) ?? declared?.(row.action);
  const risk = (row.compose ?? row.handOver) === undefined ? ofAction() : classOfComposed(name);
  if (risk === undefined)
    throw new Error(`${name}: action ${row.action} has no risk class; add it to the table of classes first.`);
  checkRow(name, row, risk);
  const args = argsOf(row, risk);
  const names = Object.keys(args);
  const effects = rulesOf(row.effects);
  const emptied = once(() => (keepsAbsent(row.action) ? emptiedOf(row.args) : new Map<string, string>()));
  const schema = once(() =>
    z.strictObject(Object.fromEntries(Object.entries(args).map(([key, arg]) => [key, arg.schema()]))),
  );

  const readQuickly = once(() => quickReader(schema()));

  function readStrictly(input: unknown): { values: Values } | { problems: string[] } {
    const spelled = inOneSpelling(input, schema(), emptied());
    const parsed = schema().safeParse(spelled, { reportInput: true, error: wordsFor });
    if (parsed.success) return { values: parsed.data };
    const issues = parsed.error.issues.slice(0, MOST_PROBLEMS);
    return { problems: issues.flatMap((issue) => problemsOf(issue, { known: names, emptied: emptied() })) };
  }

  return {
    name,
    toolset,
    set,
    action: row.action,
    risk,
    level: riskLevelOf(risk),
    addsRecord: addsRecord(row.action) || (declared !== undefined && risk !== 'read'),
    slow: row.slow === true,
    rarelyChanges: row.rarelyChanges,
    title: row.title,
    about: row.about,
    args: names.filter((key) => key !== REASON),
    secretArgs: new Set(names.filter((key) => args[key]?.secret)),
    listing: {
      name,
      title: row.title,
      description: row.about,
      inputSchema: published?.[name] ?? inputSchemaOf(schema()),
      annotations: annotationsOf(risk, row),
    },
    before: row.before ?? [],
    turn: row.turn,
    advice: row.advice?.bind(row),
    conflicts: row.conflicts?.bind(row),
    hopeless: row.hopeless?.bind(row),
    sets: row.sets?.bind(row),
    after: row.after ?? [],
    promise: row.result.kind === 'record' ? row.result.promise : undefined,
    errors: row.errors,
    done: row.done?.bind(row),
    proofOf: (message, isOfAction) =>
      row.errors === undefined ? 'refused' : proofOf(row.errors, risk, message, isOfAction),
    readBack: row.readBack,
    undo: row.undo,
    preview: row.preview,
    sample: row.sample,
    list: row.result.kind === 'list' ? row.result : undefined,
    pages: row.result.kind === 'record' ? row.result.pages : undefined,
    whose: row.whose,
    names: row.names ?? {},
    money: row.money,
    reaches: row.reaches,
    says: row.says ?? [],
    printed: row.printed ?? [],
    canReach: canReach(row),
    same: (values) => sameArguments(row, args, values),
    effectRules: effects,
    effects: (values) => effectsTold(effects, values),
    readEffects: (call) => effectsRead(effects, call),

    parse(input) {
      const values = readQuickly()(input ?? {});
      const given = values === undefined ? readStrictly(input ?? {}) : { values };
      if ('problems' in given) return given;
      const read = risk === 'read' ? given : withReasonApart(given.values);
      if (row.rules === undefined) return read;
      // To repeat is no change and no argument of the action: rules about those must not see it.
      const { [REPEAT_OF]: _repeated, ...own } = read.values;
      const problems = row.rules.flatMap((rule) => rule.check(own) ?? []);
      return problems.length > 0 ? { problems } : read;
    },

    encode(values, at) {
      const params: Params = {};
      for (const [key, arg] of Object.entries(args)) {
        const value = values[key] ?? arg.otherwise?.(at, values);
        if (value !== undefined) Object.assign(params, arg.encode(value, key, at));
      }
      return { ...params, ...row.pinned?.(values, at) };
    },

    pageOf,

    project(reply, values, added) {
      const page: Page = {
        ...pageOf(values),
        only: row.result.kind === 'list' ? values[row.result.only ?? ''] : undefined,
      };
      if (Array.isArray(values.fields)) page.fields = values.fields.map(String);
      return project(reply, row.result, page, added);
    },

    composed: composedOf(row),
  };
}

/** What `tools/list` says of the arguments of tools, by the names of those. */
export type PublishedSchemas = Readonly<Record<string, InputSchema>>;

/** All tools, checked at start: an action without a class or a name used twice stops the program. */
export function compileCatalog(areas: readonly Area[], options: CompileOptions = {}): Catalog {
  const catalog = new Map<string, Tool>();
  for (const area of areas) {
    for (const named of area.rows) {
      const { name } = named;
      if (catalog.has(name)) throw new Error(`${name}: two rows have this name.`);
      catalog.set(name, compileTool(named, area, options));
    }
  }
  return catalog;
}

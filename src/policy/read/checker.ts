import { nearest } from '../../spelling.js';
import { EXTRA_SETS, RISK_CLASSES } from '../../terms.js';
import type { PolicyVocabulary, ToolFacts } from '../facts/request.js';
import { isZone } from '../facts/time.js';
import { Findings } from '../json/findings.js';
import type { JsonPath, Placed } from '../json/positions.js';
import { toolsInPlaceOf } from '../rules/former-names.js';
import { EVERYBODY_ELSE } from '../rules/grants.js';
import { keepsFrom, leavesOut } from '../rules/toolsets.js';
import { isSource } from './condition-checker.js';
import { RuleChecker } from './rule-checker.js';

type Source = Readonly<Record<string, unknown>>;

/** Whoever talks to the server over its own input and output. */
const LOCAL = 'local';

const fieldsOf = (value: unknown): Source => (isSource(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Checks that need more than a grammar: names that must exist, values that must fit, rules that can never apply. It
 * accepts documents with grammar faults and skips the faulty parts, so that everything is reported at once.
 */
export function checkMeaning(placed: Placed, vocabulary: PolicyVocabulary): Findings {
  const findings = new Findings(placed);
  new Checker(fieldsOf(placed.value), vocabulary, findings).run();
  return findings;
}

class Checker {
  private readonly rules: RuleChecker;
  private readonly toolsets: ReadonlySet<string>;
  private readonly tools: readonly ToolFacts[];

  constructor(
    private readonly document: Source,
    private readonly vocabulary: PolicyVocabulary,
    private readonly findings: Findings,
  ) {
    this.tools = [...vocabulary.tools.values()];
    this.toolsets = new Set([...this.tools.map((tool) => tool.toolset), ...EXTRA_SETS]);
    this.rules = new RuleChecker(vocabulary, findings, Object.keys(fieldsOf(document.schedules)));
  }

  run(): void {
    const { timezone, hide, show, toolsets, all_tools: all } = this.document;
    if (typeof timezone === 'string' && !isZone(timezone)) {
      this.findings.fail(['timezone'], 'is not an IANA time zone such as Europe/Berlin');
    }
    this.names(
      ['hide'],
      'tool',
      listOf(hide).map((name) => (name === '*' ? undefined : name)),
    );
    this.names(['show'], 'tool', listOf(show));
    this.shown(listOf(show));
    this.names(['toolsets'], 'toolset', listOf(toolsets));
    this.schedules();
    this.rules.check(['all_tools'], fieldsOf(all), this.tools);
    this.classes();
    this.ownRules();
    this.grants();
  }

  private names(at: readonly string[], kind: 'tool' | 'toolset', names: readonly unknown[]): void {
    names.forEach((name, index) => {
      if (kind === 'tool') this.toolsNamed([...at, index], name);
      else this.findings.known([...at, index], kind, name, this.toolsets);
    });
  }

  /** The tools that a name stands for; adds a problem where there are none. */
  private toolsNamed(at: JsonPath, name: unknown, atKey = false): readonly string[] {
    const instead = this.meant(name);
    const [first] = instead;
    if (typeof name !== 'string' || first === undefined) {
      this.findings.known(at, 'tool', name, this.vocabulary.tools.keys(), atKey);
      return [];
    }
    if (first !== name) {
      const message = `has a tool of its own by now: it is taken for ${instead.join(' and ')}; name that`;
      this.findings.warn(at, `${name.slice(0, 100)} ${message}`, { atKey });
    }
    return instead;
  }

  private meant(name: unknown): readonly string[] {
    if (typeof name !== 'string') return [];
    return this.vocabulary.tools.has(name) ? [name] : toolsInPlaceOf(name, this.vocabulary);
  }

  /** Only what is destructive has a switch: another class would be opened here without anyone meaning to. */
  private shown(names: readonly unknown[]): void {
    const ofClass = fieldsOf(fieldsOf(this.document.classes).destructive);
    names.forEach((name, index) => {
      const [tool] = this.meant(name);
      const facts = tool === undefined ? undefined : this.vocabulary.tools.get(tool);
      if (typeof name !== 'string' || tool === undefined || facts === undefined) return;
      const at = ['show', index];
      const hider = this.hiderOf(tool, facts);
      if (facts.class !== 'destructive') {
        const message = `${name} is of class ${facts.class}; only destructive tools can be shown by name`;
        this.findings.fail(at, message);
      } else if (hider !== undefined) {
        this.findings.warn(at, `can never speak: the tool is hidden by ${hider}`);
      } else if (ofClass.hide !== true) {
        const message =
          'lifts nothing: its class is not hidden; every call of it needs approval all the same';
        this.findings.warn(at, message);
      }
    });
  }

  private schedules(): void {
    for (const [name, source] of Object.entries(fieldsOf(this.document.schedules))) {
      const spans = Array.isArray(source) ? source : [source];
      spans.forEach((span, index) => {
        const at = Array.isArray(source) ? ['schedules', name, index] : ['schedules', name];
        if (isSource(span) && typeof span.from === 'string' && span.from === span.to) {
          this.findings.fail([...at, 'to'], 'ends when it begins; for whole days write 00:00 to 24:00');
        }
      });
    }
  }

  private classes(): void {
    const classes = fieldsOf(this.document.classes);
    for (const risk of RISK_CLASSES) {
      const tools = this.tools.filter((tool) => tool.class === risk);
      const rules = fieldsOf(classes[risk]);
      this.rules.check(['classes', risk], rules, tools);
      if (risk === 'read') this.readRepeat(['classes', risk], rules);
      if (rules.hide !== true || risk === 'destructive') continue;
      this.silent(['classes', risk], rules, 'the class is hidden');
    }
  }

  private ownRules(): void {
    const classes = fieldsOf(this.document.classes);
    for (const [name, source] of Object.entries(fieldsOf(this.document.tools))) {
      const rules = fieldsOf(source);
      const at = ['tools', name];
      for (const tool of this.toolsNamed(at, name, true)) {
        const facts = this.vocabulary.tools.get(tool);
        if (facts !== undefined)
          this.rulesOf(tool, facts, { at, rules, ofClass: fieldsOf(classes[facts.class]) });
      }
    }
  }

  private rulesOf(
    tool: string,
    facts: ToolFacts,
    { at, rules, ofClass }: { at: readonly string[]; rules: Source; ofClass: Source },
  ): void {
    this.rules.check(at, rules, [facts]);
    if (facts.class === 'read') this.readRepeat(at, rules);
    const hider = this.hiderOf(tool, facts);
    const hidden = hider ?? (ofClass.hide === true ? `/classes/${facts.class}/hide` : undefined);
    // A switch can show what only the class of destructive tools hides.
    const mayShow = facts.class === 'destructive' && hider === undefined;
    if (hidden !== undefined && !mayShow) this.silent(at, rules, `the tool is hidden by ${hidden}`);
    if (rules.action !== 'allow') return;
    const against = ofClass.hide === true ? 'hide' : ofClass.action === 'deny' ? 'action' : undefined;
    if (against === undefined) return;
    const message = `does not lift /classes/${facts.class}/${against}: rules only ever add up`;
    this.findings.warn([...at, 'action'], message);
  }

  private readRepeat(at: readonly string[], rules: Source): void {
    if (rules.repeat_after === undefined) return;
    this.findings.warn([...at, 'repeat_after'], 'can never speak: a read may always be made again', {
      atKey: true,
    });
  }

  /** Pointer to the part of the policy itself that hides a tool. */
  private hiderOf(name: string, facts: ToolFacts): string | undefined {
    const { hide, toolsets } = this.document;
    if (hide === '*' || listOf(hide).some((one) => one === '*' || this.meant(one).includes(name)))
      return '/hide';
    return Array.isArray(toolsets) && leavesOut(toolsets, facts) ? '/toolsets' : undefined;
  }

  private silent(at: readonly string[], rules: Source, why: string): void {
    const keys = [
      'require',
      'deny_if',
      'limits',
      'rate_limit',
      'require_approval',
      'hold',
      'repeat_after',
      'action',
    ];
    for (const key of keys) {
      if (rules[key] !== undefined && rules[key] !== 'allow') {
        this.findings.warn([...at, key], `can never speak: ${why}`, { atKey: true });
      }
    }
  }

  /** Names of callers were names of grants once: such a file would open now what it kept closed. */
  private grantName(at: readonly string[], name: string, { callers }: Source): void {
    if (name === EVERYBODY_ELSE || (name === LOCAL && callers === undefined)) {
      const message = `is the name of callers, and no grant: call the grant otherwise, and say "callers": ["${name}"] in it`;
      this.findings.fail(at, message, { atKey: true });
    }
  }

  /** Tools that tell of all clients are left out, also where the grant names them. */
  private scope(at: readonly string[], { tools, clients, client_groups: groups }: Source, isScoped: boolean) {
    if (!isScoped) return;
    if (listOf(clients).length + listOf(groups).length === 0) {
      const key = clients === undefined ? 'client_groups' : 'clients';
      this.findings.warn([...at, key], 'reaches no client at all', { atKey: true });
    }
    listOf(tools).forEach((name, index) => {
      const [tool = ''] = this.meant(name);
      if (this.vocabulary.tools.get(tool)?.whose !== 'business') return;
      this.findings.warn(
        [...at, 'tools', index],
        `${name} tells of all clients, and is hidden where a grant names single ones`,
      );
    });
  }

  /** A file may be meant for other servers, too, so a name that is none here does not refuse it. */
  private installs(at: readonly string[], { installs }: Source): void {
    const { installs: known } = this.vocabulary;
    if (known === undefined) return;
    listOf(installs).forEach((name, index) => {
      if (typeof name !== 'string' || known.includes(name)) return;
      this.findings.warn(
        [...at, 'installs', index],
        `GUARD_INSTALLS names no WHMCS "${name.slice(0, 100)}"`,
        {
          suggestion: nearest(name, new Set(known)),
        },
      );
    });
  }

  /** Whoever names an extra set alone may mean that it is all there is. */
  private extrasAlone(at: readonly string[], names: readonly unknown[]): void {
    if (names.length === 0 || names.some((name) => !(EXTRA_SETS as readonly unknown[]).includes(name)))
      return;
    const message = 'names no area, so the tools of all areas are in it; extra sets only add';
    this.findings.warn(at, message, { atKey: true });
  }

  private grants(): void {
    for (const [name, source] of Object.entries(fieldsOf(this.document.grants))) {
      const grant = fieldsOf(source);
      const at = ['grants', name];
      this.grantName(at, name, grant);
      const isScoped = grant.clients !== undefined || grant.client_groups !== undefined;
      this.scope(at, grant, isScoped);
      this.installs(at, grant);
      this.names([...at, 'toolsets'], 'toolset', listOf(grant.toolsets));
      this.extrasAlone([...at, 'toolsets'], listOf(grant.toolsets));
      this.names([...at, 'tools'], 'tool', listOf(grant.tools));
      this.names([...at, 'hide'], 'tool', listOf(grant.hide));
      const inList = (names: unknown) => new Set(listOf(names).flatMap((one) => this.meant(one)));
      const [only, hidden] = [inList(grant.tools), inList(grant.hide)];
      const reached = [...this.vocabulary.tools].filter(
        ([tool, facts]) =>
          !(Array.isArray(grant.toolsets) && keepsFrom(grant.toolsets, facts)) &&
          (!Array.isArray(grant.classes) || grant.classes.includes(facts.class)) &&
          (!Array.isArray(grant.tools) || only.has(tool)) &&
          !hidden.has(tool) &&
          !(isScoped && (facts.whose ?? 'business') === 'business'),
      );
      if (reached.length === 0) this.findings.warn(at, 'reaches no tool at all', { atKey: true });
      this.rules.check(
        at,
        grant,
        reached.map(([, facts]) => facts),
      );
    }
  }
}

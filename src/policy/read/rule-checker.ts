import { CHANNEL_TRAITS, CHANNELS } from '../../terms.js';
import type { PolicyVocabulary, ToolFacts } from '../facts/request.js';
import type { Findings } from '../json/findings.js';
import type { JsonPath } from '../json/positions.js';
import { ConditionChecker, isSource } from './condition-checker.js';

type Source = Readonly<Record<string, unknown>>;

/** Whether a channel does not tell who answered. */
const provesNobody = (channel: unknown): boolean =>
  CHANNELS.some((name) => name === channel && !CHANNEL_TRAITS[name].countsPeople);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Checks the rules of one place: of a tool, a class, a grant or all tools. */
export class RuleChecker {
  private readonly conditions: ConditionChecker;
  /** For each counter: whether it sums amounts, and the first limit that uses it. */
  private readonly counted = new Map<string, { amounts: boolean; at: JsonPath }>();

  constructor(
    vocabulary: PolicyVocabulary,
    private readonly findings: Findings,
    schedules: readonly string[],
  ) {
    this.conditions = new ConditionChecker(vocabulary, findings, schedules);
  }

  /** `tools`: those it speaks of. */
  check(at: JsonPath, rules: Source, tools: readonly ToolFacts[]): void {
    for (const kind of ['require', 'deny_if'] as const) {
      listOf(rules[kind]).forEach((entry, index) => {
        if (!isSource(entry) || !Array.isArray(entry.conditions)) return;
        this.conditions.check([...at, kind, index, 'conditions'], entry.conditions, tools, kind);
        if (kind === 'require' && entry.conditions.length === 0) {
          this.findings.warn([...at, kind, index], 'requires nothing: it has no conditions');
        }
      });
    }
    listOf(rules.limits).forEach((limit, index) => {
      if (isSource(limit)) this.limit([...at, 'limits', index], limit, tools);
    });
    this.approvals([...at, 'require_approval'], rules.require_approval, tools);
    this.holds([...at, 'hold'], rules.hold, tools);
    this.silenced(at, rules);
  }

  private holds(at: JsonPath, source: unknown, tools: readonly ToolFacts[]): void {
    const all = Array.isArray(source) ? source : [source];
    all.forEach((one, index) => {
      if (!isSource(one)) return;
      const where = Array.isArray(source) ? [...at, index, 'when'] : [...at, 'when'];
      this.conditions.check(where, listOf(one.when), tools, 'when');
    });
    if (source === undefined || tools.length === 0 || tools.some(({ mails }) => mails)) return;
    const which = tools.length === 1 ? 'the tool sends' : 'none of the tools it speaks of sends';
    this.findings.warn(at, `can never speak: ${which} nobody a message`, { atKey: true });
  }

  private approvals(at: JsonPath, source: unknown, tools: readonly ToolFacts[]): void {
    const all = Array.isArray(source) ? source : [source];
    all.forEach((one, index) => {
      if (!isSource(one)) return;
      const where = Array.isArray(source) ? [...at, index] : at;
      this.conditions.check([...where, 'when'], listOf(one.when), tools, 'when');
      if (Number(one.approvers) > 1) this.countable([...where, 'channels'], one);
      else this.reachable([...where, 'channels'], one);
    });
  }

  /** Where several people must say yes, each channel has to prove who answered. */
  private countable(at: JsonPath, { channels, approvers }: Source): void {
    listOf(channels).forEach((channel, index) => {
      if (provesNobody(channel)) {
        this.findings.fail(
          [...at, index],
          `${channel} can't count where ${approvers} people must say yes: it does not prove who answered`,
        );
      }
    });
  }

  /** What the caller's own client answers counts over stdio alone. */
  private reachable(at: JsonPath, { channels }: Source): void {
    const names = listOf(channels);
    if (names.length === 0 || !names.every(provesNobody)) return;
    this.findings.warn(
      at,
      `over HTTP nobody can approve this: ${names.join(', ')} is answered by the client of the caller itself; add "console" or "cli"`,
    );
  }

  private limit(at: JsonPath, limit: Source, tools: readonly ToolFacts[]): void {
    const { counter, window, scope = 'grant', increment_from: from } = limit;
    this.conditions.check([...at, 'when'], listOf(limit.when), tools, 'when');
    if (typeof from === 'string') this.conditions.checkAmount([...at, 'increment_from'], from, tools);
    if (typeof counter !== 'string') return;
    const strange = /\{(?!tool\})[^}]*\}?/.exec(counter);
    if (strange !== null) {
      this.findings.fail([...at, 'counter'], `there is no placeholder ${strange[0]}`, {
        suggestion: '{tool}',
      });
    }
    if (scope === 'client') this.perClient([...at, 'scope'], tools);
    const amounts = from !== undefined;
    // Another window or scope is another counter, whatever its name.
    const key = JSON.stringify([counter, window, scope]);
    const other = this.counted.get(key);
    if (other === undefined) this.counted.set(key, { amounts, at });
    else if (other.amounts !== amounts) {
      const [calls, sums] = amounts ? ['calls', 'amounts'] : ['amounts', 'calls'];
      const where = `/${other.at.join('/')}`;
      this.findings.fail(
        [...at, 'counter'],
        `"${counter}" counts ${calls} at ${where} and ${sums} here; name it otherwise`,
      );
    }
  }

  /** A limit per client has nobody to count for in a call that names no client. */
  private perClient(at: JsonPath, tools: readonly ToolFacts[]): void {
    const without = tools.filter(({ records }) => !records.includes('client'));
    if (without.length === 0) return;
    const which = without.length === tools.length ? 'no tool' : `not each of the ${tools.length} tools`;
    this.findings.warn(at, `${which} it speaks of names a client; calls that name none are refused here`);
  }

  /** Rules that another of the same place keeps from ever speaking. */
  private silenced(at: JsonPath, rules: Source): void {
    const always = listOf(rules.deny_if).findIndex(
      (entry) => isSource(entry) && Array.isArray(entry.conditions) && entry.conditions.length === 0,
    );
    const denier = rules.action === 'deny' ? 'action' : always === -1 ? undefined : `deny_if/${always}`;
    if (denier !== undefined) {
      for (const key of ['limits', 'rate_limit', 'require_approval', 'hold', 'repeat_after']) {
        if (rules[key] !== undefined) {
          this.findings.warn([...at, key], `can never speak: ${denier} denies every call`, { atKey: true });
        }
      }
    }
    if (rules.reason !== undefined && rules.action !== 'deny') {
      this.findings.warn([...at, 'reason'], 'is never told: it goes with "action": "deny"', { atKey: true });
    }
  }
}

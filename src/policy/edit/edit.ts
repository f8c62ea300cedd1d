import type { Node } from 'jsonc-parser';
import { didYouMean } from '../../spelling.js';
import type { Switches } from '../../terms.js';
import type { RuleAnswer } from '../decide/answer.js';
import { couldBeListed, type Decision, decide } from '../decide/decide.js';
import { anyCall } from '../facts/make-request.js';
import type { PolicyVocabulary } from '../facts/request.js';
import { jsonParser } from '../json/parser.js';
import { parsePolicy } from '../read/parse.js';
import type { Policy } from '../rules/compile.js';

/** A tool to show to agents (`on`) or to hide from them. */
export interface ToolChange {
  readonly tool: string;
  readonly on: boolean;
  /** The switches in force: with them a tool can be seen, or not, whatever the policy says. */
  readonly switches?: Switches;
}

export type EditedPolicy = { readonly text: string } | { readonly refused: string };

type List = 'show' | 'hide';

const endOf = ({ offset, length }: Node) => offset + length;
const replaced = (text: string, offset: number, end: number, content: string) =>
  jsonParser().applyEdits(text, [{ offset, length: end - offset, content }]);

/** The text without one entry of a list or object, and without the comma and the space that parted it. */
function withoutEntry(text: string, around: Node, gone: Node): string {
  const entries = around.children ?? [];
  const index = entries.indexOf(gone);
  const [before, after] = [entries[index - 1], entries[index + 1]];
  if (before !== undefined) return replaced(text, endOf(before), endOf(gone), '');
  return replaced(text, gone.offset, after?.offset ?? endOf(gone), '');
}

const spaceBefore = (text: string, { offset }: Node) => /\s*$/.exec(text.slice(0, offset))?.[0] ?? '';

/** The text with an entry after another one, parted from it as its neighbours are from one another. */
function withEntry(text: string, around: Node, after: Node, entry: string, ifAlone: string): string {
  const entries = around.children ?? [];
  const own = spaceBefore(text, after);
  const neighbour = entries.indexOf(after) === 0 ? entries[1] : after;
  const space = neighbour !== undefined ? spaceBefore(text, neighbour) : own.includes('\n') ? own : ifAlone;
  return replaced(text, endOf(after), endOf(after), `,${space}${entry}`);
}

/** White space between a colon and its value. */
function spaceAfterColon(text: string, { colonOffset = 0, children = [] }: Node): string {
  return text.slice(colonOffset + 1, children[1]?.offset ?? colonOffset + 1);
}

function propertyOf(root: Node, key: string): Node | undefined {
  return jsonParser().findNodeAtLocation(root, [key])?.parent;
}

function withoutName(text: string, list: List, tool: string): string {
  const root = jsonParser().parseTree(text);
  const property = root && propertyOf(root, list);
  const names = property?.children?.[1];
  const entry = names?.children?.find(({ value }) => value === tool);
  if (root === undefined || property === undefined || names === undefined || entry === undefined) return text;
  // An empty list that nobody wrote is not left behind.
  const isLast = names.children?.length === 1;
  const rest = isLast ? withoutEntry(text, root, property) : withoutEntry(text, names, entry);
  return withoutName(rest, list, tool);
}

/** Keys after which a new list is written: beside the other list, or else near the top, where a person would look. */
const BEFORE = ['show', 'hide', 'toolsets', 'timezone', 'mode', 'default'];

function withName(text: string, list: List, tool: string): string {
  const root = jsonParser().parseTree(text);
  if (root === undefined) return text;
  const entry = JSON.stringify(tool);
  const property = propertyOf(root, list);
  const names = property?.children?.[1];
  if (property === undefined || names === undefined) {
    const anchor = BEFORE.flatMap((key) => propertyOf(root, key) ?? [])[0];
    if (anchor === undefined) return text;
    const space = spaceAfterColon(text, anchor);
    return withEntry(text, root, anchor, `"${list}":${space}[${entry}]`, space);
  }
  const last = names.children?.at(-1);
  if (last === undefined) return replaced(text, names.offset, endOf(names), `[${entry}]`);
  return withEntry(text, names, last, entry, spaceAfterColon(text, property));
}

/** The decision about the tool for every caller; grants of single callers are left aside. */
function visibilityOf(policy: Policy, { tool, switches }: ToolChange): Decision {
  return decide(policy, anyCall(tool, { switches }));
}

const SETTINGS: Readonly<Record<string, string>> = {
  '(read only)': 'GUARD_READ_ONLY',
  '(toolset)': 'GUARD_TOOLSETS',
  '(destructive off)': 'GUARD_DESTRUCTIVE',
};

function obstacle({ id, verdict, pointer, message }: RuleAnswer): string {
  if (id === '(set)' && message !== undefined)
    return `its set is not switched on (${message.replace(/^.*?: /, '')})`;
  if (id === '(default deny)') return 'no rule of the policy lists it';
  return `${SETTINGS[id] ?? pointer ?? id} ${verdict === 'hide' ? 'hides' : 'denies'} it`;
}

function faultOf([first, ...more]: readonly { line: number; pointer: string; message: string }[]): string {
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `line ${first.line}, ${first.pointer || '/'}: ${first.message}${others}`;
}

function switchedOn(text: string, { tool }: ToolChange, policy: Policy): string {
  const seen = withoutName(text, 'hide', tool);
  const { hiddenByClass, shownBy, facts } = policy.tools.get(tool) ?? {};
  const isForShow = facts?.class === 'destructive' && hiddenByClass !== undefined && shownBy === undefined;
  return isForShow ? withName(seen, 'show', tool) : seen;
}

function switchedOff(text: string, change: ToolChange, vocabulary: PolicyVocabulary): string {
  const unshown = withoutName(text, 'show', change.tool);
  const parsed = parsePolicy(unshown, vocabulary);
  const isGone = 'policy' in parsed && !couldBeListed(visibilityOf(parsed.policy, change));
  return isGone ? unshown : withName(unshown, 'hide', change.tool);
}

/**
 * The text of a policy file in which a tool is switched on or off, by the edit that a person would make: on takes it
 * out of `hide`, and into `show` where its class hides it; off takes it out of `show`, and into `hide` if it could
 * still be seen. Nothing else changes, not even the spacing; a text in which all is as wanted comes back as it is.
 * Or a sentence why that can't be done. Pure.
 */
export function editPolicy(text: string, change: ToolChange, vocabulary: PolicyVocabulary): EditedPolicy {
  const { tool, on } = change;
  if (!vocabulary.tools.has(tool)) {
    return {
      refused: `There is no tool "${tool.slice(0, 100)}".${didYouMean(tool, vocabulary.tools.keys())}`,
    };
  }
  const before = parsePolicy(text, vocabulary);
  if ('problems' in before) {
    return { refused: `The policy file has a fault (${faultOf(before.problems)}); mend it first.` };
  }
  if (couldBeListed(visibilityOf(before.policy, change)) === on) return { text };
  // The reader takes a byte order mark for a fault; its place is kept.
  const body = text.replace(/^\uFEFF/, ' ');
  const edited = on ? switchedOn(body, change, before.policy) : switchedOff(body, change, vocabulary);
  const after = parsePolicy(edited, vocabulary);
  if ('problems' in after) {
    return { refused: `The policy file would have a fault then (${faultOf(after.problems)}).` };
  }
  const visibility = visibilityOf(after.policy, change);
  if (couldBeListed(visibility) !== on) {
    const why = on ? `: ${obstacle(visibility.deciding)}. Change that first` : '';
    return { refused: `${tool} can't be switched ${on ? 'on' : 'off'} here${why}.` };
  }
  return { text: text.startsWith('\uFEFF') ? `\uFEFF${edited.slice(1)}` : edited };
}

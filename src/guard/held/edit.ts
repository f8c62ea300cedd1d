import { type ActingNow, type Approvals, shownOf } from '../../approvals/index.js';
import type { Catalog, Tool, Values } from '../../catalog/index.js';
import { canonicalJson } from '../../json/index.js';
import type { Withhold } from '../../output/index.js';
import type { Voting } from '../../store/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import { shownArguments } from '../approval/shown-arguments.js';
import type { Judge } from '../decision/judge.js';
import { recordNames } from '../decision/named-records.js';
import { type Extras, findTool } from '../extras.js';

/** What people wrote in the place of arguments, by name; only words that somebody reads can be changed. */
export type Edits = Readonly<Record<string, string>>;

/** What came of an edit: a sentence where it can't be. */
export type Edited = Voting | { readonly problem: string };

export interface EditPorts {
  approvals: Pick<Approvals, 'get' | 'replaceHeld'>;
  gate: Pick<ApprovalGate, 'preview' | 'drift'>;
  judge: Pick<Judge, 'readsFor'>;
  catalog: Catalog;
  extras: Extras;
  installationId: string;
  withholdOwn: Withhold;
  now(): Date;
}

/** Arguments that are words for somebody to read. Whom a call reaches, and what else it does, stays as it was held. */
const WORDS: ReadonlySet<string> = new Set([
  'message',
  'subject',
  'custommessage',
  'customsubject',
  'proposal',
  'customernotes',
]);

const editableIn = ({ args, secretArgs }: Tool): readonly string[] =>
  args.filter((name) => WORDS.has(name) && !secretArgs.has(name));

export async function editableOf(
  ports: Pick<EditPorts, 'catalog' | 'extras'>,
  name: string,
): Promise<readonly string[]> {
  const tool = await findTool(ports, name);
  return tool === undefined ? [] : editableIn(tool);
}

/** The arguments with other words; or, as a sentence, why they can't be. */
function edited(tool: Tool, args: Values, edits: Edits): { values: Values } | { problem: string } {
  const fixed = Object.keys(edits).filter((name) => !editableIn(tool).includes(name));
  if (fixed.length > 0)
    return {
      problem: `${fixed.join(', ')} can't be changed. Drop it, and let the agent write another one.`,
    };
  const parsed = tool.parse({ ...args, ...edits });
  if ('problems' in parsed) return { problem: parsed.problems.join(' ') };
  const { values } = parsed;
  return canonicalJson(values) === canonicalJson(args) ? { problem: 'Nothing was changed.' } : { values };
}

/**
 * Puts other words into a held call: what leaves then is what the person wrote, judged by the policy when it leaves as if its caller had
 * written it. The call before is void, and whoever was about to send it does not.
 */
export async function edit(
  ports: EditPorts,
  typed: string,
  edits: Edits,
  by: ActingNow,
): Promise<Edited | undefined> {
  const { approvals, gate, judge, withholdOwn, now } = ports;
  const held = await approvals.get(typed);
  if (held?.held === undefined || held.installation !== ports.installationId) return undefined;
  const tool = await findTool(ports, held.tool);
  if (tool === undefined) return { problem: `There is no tool ${held.tool} any more.` };
  const change = edited(tool, held.held.args, edits);
  if ('problem' in change) return change;
  const { values } = change;
  const reads = judge.readsFor(tool, values);
  const { args, channel } = held.held;
  const caller = { name: held.caller, channel, ...(held.grant === undefined ? {} : { grant: held.grant }) };
  const session = { id: '', caller };
  // Whoever edits has seen what was held: what came to the record since, recipients above all, is not taken over with their words.
  const { changed, missing } = await gate.drift({ tool, values: args, reads, session }, held.snapshot ?? {});
  if (missing !== undefined) return { problem: `What it rests on can't be read just now: ${missing}` };
  if (changed.length > 0)
    return {
      problem: `This has changed since it was held: ${changed.join(', ')}. It is left out when its time comes: drop it, and look at the record.`,
    };
  const { grants, message, reason, program } = shownOf(held);
  const { rule, revision, grant } = held;
  const dueAt = new Date(Math.max(held.held.dueAt.getTime(), now().getTime()));
  return approvals.replaceHeld(
    held,
    {
      tool: tool.name,
      caller: held.caller,
      grant,
      grants: grants ?? [],
      values,
      same: tool.same(values),
      shownArgs: shownArguments(tool, values, withholdOwn).args,
      reason,
      program,
      records: withholdOwn(await recordNames(tool, values, reads)),
      revision,
      rule,
      message,
      held: { dueAt, args: values, channel, editor: by.who },
      preview: () => gate.preview({ tool, values, reads, session }),
    },
    by,
  );
}

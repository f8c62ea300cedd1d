import { nameOfLine, type Preview } from '../../approvals/index.js';
import type { Ask } from '../../catalog/index.js';
import { type Decimal, decimalOf, sum, ZERO } from '../../decimal.js';
import type { Withhold } from '../../output/index.js';
import { counted, digits, quoted } from '../../prose/index.js';
import { withContacts } from '../../records/index.js';
import { type ShownArguments, shownArguments } from '../approval/shown-arguments.js';
import type { Judged } from '../call.js';
import { recordNames } from '../decision/named-records.js';
import { reachedBy } from '../seen/reach.js';
import { nameInPlan } from './snapshots.js';

type Lines = readonly Judged[];

/** The arguments of all lines, each under its own name, so that none hides in another. */
export function shownLines(lines: Lines, withholdOwn: Withhold): ShownArguments {
  const each = lines.map(({ tool, values }) => shownArguments(tool, values, withholdOwn));
  return {
    args: Object.fromEntries(
      each.map(({ args }, index) => [nameOfLine(index + 1, { tool: lines[index]?.tool.name ?? '' }), args]),
    ),
    partly: each.flatMap(({ partly }, index) => partly.map((name) => `${name} of line ${index + 1}`)),
  };
}

export async function recordsOfLines(lines: Lines): Promise<string[]> {
  const names: string[] = [];
  for (const { tool, values, reads } of lines) names.push(...(await recordNames(tool, values, reads)));
  return [...new Set(names)];
}

interface Totals {
  readonly amount: Decimal;
  /** Lines whose amount could not be told. */
  readonly untold: number;
  readonly recipients: ReadonlySet<string>;
  readonly mails: number;
  /** Lines whose recipients could not be told. */
  readonly unreached: number;
}

async function totalsOf(lines: Lines, withhold: Withhold): Promise<Totals> {
  let [amount, untold, mails, unreached] = [ZERO, 0, 0, 0];
  const recipients = new Set<string>();
  for (const { tool, values, reads } of lines) {
    const ask: Ask = async (action, params) => withhold(await reads.ask(action, params));
    const { certain, open } = tool.effects(values);
    const does = [...certain, ...open];
    try {
      const stake = does.includes('money') ? await tool.money?.({ values, ask, now: reads.at }) : undefined;
      amount = sum([amount, decimalOf(stake?.amount ?? '0') ?? ZERO]);
    } catch {
      untold += 1;
    }
    if (!does.includes('mail')) continue;
    mails += 1;
    try {
      const reached = await withContacts(
        ask,
        await reachedBy({ tool, values }, { ask, subject: reads.subject }),
      );
      for (const { address } of reached.recipients) recipients.add(address);
      if (reached.contacts === 'not listed') unreached += 1;
    } catch {
      unreached += 1;
    }
  }
  return { amount, untold, recipients, mails, unreached };
}

function totalSentences({ amount, untold, recipients, mails, unreached }: Totals): string[] {
  const unknown = untold === 0 ? '' : `; of ${counted(untold, 'line')} the amount is not known`;
  const money = `Money at stake in all: ${digits(amount)} in the base currency${unknown}.`;
  if (mails === 0) return [money, 'No line sends a mail.'];
  const who = [...recipients].map((address) => quoted(address)).join(', ');
  const more = unreached === 0 ? '' : ` Of ${counted(unreached, 'line')} not all who get it are known.`;
  return [
    money,
    `${counted(mails, 'line')} can send mail, to ${counted(recipients.size, 'address', 'addresses')}: ${who || 'not known'}.${more}`,
  ];
}

/** All that the lines would do: totals first, then each line with the preview that it has by itself. */
export async function planPreview(
  lines: Lines,
  previewOf: (line: Judged) => Promise<Preview>,
  { withhold, withholdOwn }: { withhold: Withhold; withholdOwn: Withhold },
): Promise<Preview> {
  const previews: Preview[] = [];
  for (const line of lines) previews.push(await previewOf(line));
  const missing = previews.flatMap((one, index) =>
    one.missing === undefined ? [] : [`Line ${index + 1}: ${one.missing}`],
  );
  const tools = new Map<string, number>();
  for (const { tool } of lines) tools.set(tool.name, (tools.get(tool.name) ?? 0) + 1);
  const kinds = [...tools].map(([name, count]) => `${count} × ${name}`).join(', ');
  return withholdOwn({
    title: `A plan of ${counted(lines.length, 'call')}: ${kinds}`,
    sentences: totalSentences(await totalsOf(lines, withhold)),
    irreversible: [],
    details: [],
    lines: previews.map(({ snapshot, reads, lines: _none, ...shown }, index) => ({
      ...shown,
      tool: lines[index]?.tool.name ?? '',
    })),
    snapshot: Object.fromEntries(
      previews.flatMap(({ snapshot }, index) =>
        Object.entries(snapshot).map(([name, value]) => [nameInPlan(index + 1, name), value]),
      ),
    ),
    ...(missing.length === 0 ? {} : { missing: missing.join(' ') }),
    reads: previews.reduce((all, { reads }) => all + reads, 0),
  });
}

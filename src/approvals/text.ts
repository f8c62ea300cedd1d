import { exact, plain, shortened, visible } from '../plain.js';
import { deniedLines, type StoredApproval, type Vote, type Voting } from '../store/index.js';
import type { ChannelName } from '../terms.js';
import type { Denial, ShownRequest } from './approvals.js';
import { whereOf } from './channels/index.js';
import type { ApprovalEvent } from './event.js';
import { linesInWords, nameOfLine } from './lines.js';
import type { LinePreview } from './preview.js';
import { shownOf } from './shown.js';

// Far above what previews need: only texts made long on purpose are cut.
const MAX_LINE = 500;
const MAX_LINES = 30;
/** The call's own arguments get more room: none may hide behind a long list. */
const MAX_VALUE = 1_000;
const MAX_VALUES = 100;

/** Of each line of a plan, where a text has no room for more: fifty of them fit on a phone. */
const MAX_LINE_TITLE = 120;

/** How much of a request a text has room for. */
interface Room {
  readonly line: number;
  readonly lines: number;
  readonly value: number;
  readonly values: number;
}

const BRIEF: Room = { line: MAX_LINE, lines: MAX_LINES, value: MAX_VALUE, values: MAX_VALUES };
const WHOLE: Room = { line: Infinity, lines: Infinity, value: Infinity, values: Infinity };

/** The first lines and how many more there are. */
function upTo<T>(items: readonly T[], form: (item: T) => string, most: number): string[] {
  const shown = items.slice(0, most).map(form);
  const left = items.length - shown.length;
  return left > 0 ? [...shown, `(${left} more are not shown here)`] : shown;
}

const lines = (texts: readonly string[], room: Room) =>
  upTo(texts, (text) => shortened(plain(text), room.line), room.lines);

const bullets = (texts: readonly string[], room: Room) =>
  upTo(texts, (text) => `- ${shortened(plain(text), room.line)}`, room.lines);

/** A value as it will be sent: on one line as JSON, or, where there is room for all of it, a line for each of its own. */
function valueLines(value: unknown, room: Room): string {
  if (room !== WHOLE || typeof value !== 'string' || !value.includes('\n')) {
    return shortened(exact(value), room.value);
  }
  return [
    '',
    ...visible(value)
      .split('\n')
      .map((line) => `  | ${line}`),
  ].join('\n');
}

const isCut = (args: ShownRequest['args'], room: Room): boolean => {
  const values = Object.values(args);
  return values.length > room.values || values.some((value) => exact(value).length > room.value);
};

/** Whether a text that has no room for everything leaves out something of these arguments. */
export const isTooLong = (args: ShownRequest['args']): boolean => isCut(args, BRIEF);

const block = (head: string, body: readonly string[]) =>
  body.length === 0 ? [] : [[head, ...body].join('\n')];

/** People must not take it for what is known. */
const CLAIM = 'Why, as the agent says (its own claim, which nobody has checked)';

/** `2026-03-10 12:00 UTC` */
const time = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function voteLine({ who, channel, at, yes, reason, denied = [] }: Vote): string {
  const but = denied.length === 0 ? '' : ` but no to ${linesInWords(denied)}`;
  return `${who} said ${yes ? 'yes' : 'no'}${but} ${whereOf(channel)} at ${time(at)}${reason === '' ? '' : `: ${reason}`}`;
}

/** `invoice 3001: 2 requests, last by Anna at 2026-03-10 14:02 UTC: not agreed` */
function denialLine({ record, requests, last }: Denial): string {
  const { who, at, reason } = last;
  const count = requests === 1 ? '1 request' : `${requests} requests, last`;
  const by = who === '' ? '' : ` by ${who}`;
  return `${record}: ${count}${by} at ${time(new Date(at))}${reason === '' ? '' : `: ${reason}`}`;
}

const END_TEXT = {
  denied: 'It was denied',
  expired: 'It expired',
  used: 'It was used',
  void: 'It became void',
} as const;

/** `It can be decided in the console or on the command line.` */
export function whereDecided(channels: readonly string[]): string {
  return channels.length === 0
    ? 'Nobody can decide it: its rules have no channel in common.'
    : `It can be decided ${channels.map(whereOf).join(' or ')}.`;
}

/** Why a vote did not count, in a sentence. */
export function refusalText(why: Exclude<Voting, { counted: true }>['why'], channel: ChannelName): string {
  const texts: Readonly<Record<typeof why, string>> = {
    unknown: 'There is no such request.',
    own: 'This is your own request; another person has to decide it.',
    grant: 'You decide for callers of other grants; another person has to decide it.',
    channel: `The policy does not let this request be decided ${whereOf(channel)}.`,
    settled: 'It was settled before your word arrived. Nothing changed.',
    repeated: 'You have said so already; another person has to.',
    lines: 'The request has no such line.',
  };
  return texts[why];
}

const HELD_END_TEXT = {
  denied: 'It was dropped',
  expired: 'It was not sent, as it got too late for that',
  used: 'It was sent',
  void: 'It was left out',
} as const;

/** What becomes of a held call, and until when. */
function heldLine(dueAt: Date, { state, channels, expiresAt, settledAt, note }: StoredApproval): string {
  const why = note === '' ? '' : `: ${note}`;
  if (state === 'pending')
    return `It is sent at ${time(dueAt)} unless somebody drops it before. It can be changed, sent at once or dropped ${channels.map(whereOf).join(' or ')}.`;
  if (state === 'approved') return `It is being sent, and is not any more after ${time(expiresAt)}.`;
  if (state === 'used' && note !== '')
    return `It was made as a call at ${time(settledAt ?? expiresAt)}, and is not known to be sent${why}`;
  return `${HELD_END_TEXT[state]} at ${time(settledAt ?? expiresAt)}${why}`;
}

function termLines(approval: StoredApproval): string[] {
  const { approvers, channels, state, expiresAt, settledAt, note, held } = approval;
  if (held !== undefined) return [heldLine(held.dueAt, approval)];
  const why = note === '' ? '' : `: ${note}`;
  if (state === 'approved') return [`It is approved for one call, until ${time(expiresAt)}.`];
  if (state !== 'pending') return [`${END_TEXT[state]} at ${time(settledAt ?? expiresAt)}${why}`];
  return [
    whereDecided(channels),
    ...(approvers > 1 ? [`${approvers} different people have to say yes.`] : []),
    `It lapses at ${time(expiresAt)}.`,
  ];
}

/** One line: `Cancel order 1042 of Anna Schmidt (client 12)`; the tool's name if there is no preview. */
export function titleOf(approval: StoredApproval): string {
  return shortened(plain(shownOf(approval).preview.title), MAX_LINE) || approval.tool;
}

const HELD_EVENT_TEXT: Readonly<Partial<Record<ApprovalEvent['event'], string>>> = {
  asked: 'waits before it is sent',
  approved: 'is sent now',
  denied: 'is dropped',
  expired: 'was not sent in time, and is not sent any more',
  void: 'is not sent',
  given_back: 'is still to be sent: the try before never left',
  edited: 'has the words of a person',
  postponed: 'waits longer',
};

const EVENT_TEXT: Readonly<Record<ApprovalEvent['event'], string>> = {
  asked: 'waits for a person',
  voted: 'has one more yes',
  approved: 'is approved',
  denied: 'is denied',
  expired: 'has expired',
  void: 'is void',
  used: 'is used: its call is being made',
  given_back: 'is good for its call again: the one before never left',
  edited: 'was changed',
  postponed: 'waits longer',
  narrowed: 'has lines denied that have not left',
};

/** What people call it. */
const nounOf = ({ held }: StoredApproval) => (held === undefined ? 'Request' : 'Held mail');

/** An event of a request, in two lines. */
export function headlineOf(
  approval: StoredApproval,
  event: ApprovalEvent['event'],
  vote?: ApprovalEvent['vote'],
): string {
  const by = vote === undefined ? '' : ` by ${vote.who}`;
  const why = vote?.reason || approval.note;
  const says = (approval.held && HELD_EVENT_TEXT[event]) ?? EVENT_TEXT[event];
  const left = event === 'denied' ? [] : [...deniedLines(approval)];
  const but = left.length === 0 ? '' : `, without ${linesInWords(left)}`;
  const news = `${nounOf(approval)} ${approval.id} ${says}${by}${but}${why === '' ? '' : `: ${why}`}`;
  return `${shortened(plain(news), MAX_LINE)}\n${titleOf(approval)}`;
}

/** A line of a plan as it would be shown by itself, with its part of the call. */
function lineBlock(one: LinePreview, line: number, args: ShownRequest['args'], room: Room): string {
  const { tool, title, sentences, missing, irreversible, gentler, details } = one;
  const facts = [
    ...irreversible.map((text) => `Can't be undone: ${text}`),
    ...(gentler === undefined ? [] : [`Gentler: ${gentler}`]),
    ...details.map(({ label, value }) => `${label}: ${value}`),
  ];
  const [head, ...rest] = [
    `Line ${line}: ${title}`,
    ...sentences,
    ...(missing === undefined ? [] : [missing]),
  ];
  const sent = Object.entries(args[nameOfLine(line, one)] ?? {});
  return [
    ...lines([head ?? '', ...rest], room),
    ...bullets(facts, room),
    `The call: ${tool}`,
    ...sent.map(([name, value]) => `- ${shortened(plain(name), MAX_LINE)}: ${valueLines(value, room)}`),
  ].join('\n');
}

/** What of a plan can't be undone, each sentence once, with the lines that it is said of. */
function lasting(all: readonly LinePreview[]): string[] {
  const saidOf = new Map<string, number[]>();
  for (const [index, { irreversible }] of all.entries())
    for (const text of irreversible) saidOf.set(text, [...(saidOf.get(text) ?? []), index + 1]);
  return [...saidOf].map(([text, of]) => {
    const words = linesInWords(of);
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${text}`;
  });
}

/** The lines of a plan: their titles alone, where there is no room for all of them. */
function planBlocks({ preview, args }: ShownRequest, room: Room): string[] {
  const all = preview.lines ?? [];
  if (room === WHOLE) return all.map((one, index) => lineBlock(one, index + 1, args, room));
  return [
    all.map(({ title }, index) => `${index + 1}. ${shortened(plain(title), MAX_LINE_TITLE)}`).join('\n'),
    ...block("What can't be undone:", bullets(lasting(all), room)),
  ];
}

/**
 * A request as plain text, for a form, a terminal or a message. Text of outsiders can't start a line of its own: line
 * breaks and invisible characters are taken out of it, and arguments are spelled out as they will be sent. What is too
 * long is cut, which is said with the way to the whole; `whole`: nothing is.
 */
export function textOf(approval: StoredApproval, { whole = false }: { whole?: boolean } = {}): string {
  const room = whole ? WHOLE : BRIEF;
  const shown = shownOf(approval);
  const { install, args, message, reason, program, preview, denied = [] } = shown;
  const isPlan = preview.lines !== undefined;
  const { id, tool, caller, askedAt, rule, votes, held } = approval;
  const notAll = `NOT ALL OF THE CALL IS SHOWN HERE. The whole is in the console, and whmcs-mcp approvals show ${id} prints it.`;
  return [
    `${nounOf(approval)} ${id}: ${titleOf(approval)}`,
    install === undefined ? '' : `In the WHMCS ${shortened(plain(install), MAX_LINE)}.`,
    lines(preview.sentences, room).join('\n'),
    shortened(plain(preview.missing ?? ''), room.line),
    ...block('Denied in the 24 hours before:', bullets(denied.map(denialLine), room)),
    // Before its lines: a message may end among them.
    isPlan && room !== WHOLE ? notAll : '',
    ...planBlocks(shown, room),
    ...block("What can't be undone:", bullets(preview.irreversible, room)),
    ...block('Gentler:', bullets(preview.gentler === undefined ? [] : [preview.gentler], room)),
    ...block(
      'Details:',
      bullets(
        preview.details.map(({ label, value }) => `${label}: ${value}`),
        room,
      ),
    ),
    ...block(
      `The call: ${tool}`,
      upTo(
        isPlan ? [] : Object.entries(args),
        ([name, value]) => `- ${shortened(plain(name), MAX_LINE)}: ${valueLines(value, room)}`,
        room.values,
      ),
    ),
    !isPlan && isCut(args, room) ? notAll : '',
    lines(
      [
        `Asked by ${caller}${program === undefined ? '' : `, whose program calls itself "${program}",`} at ${time(askedAt)}, because of rule ${rule}`,
        ...(reason === undefined ? [] : [`${CLAIM}: ${reason}`]),
        ...(message === undefined ? [] : [`The policy says: ${message}`]),
        ...termLines(approval),
        ...(held?.editor === undefined ? [] : [`Its words are those of ${held.editor}.`]),
        ...votes.map(voteLine),
      ],
      room,
    ).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

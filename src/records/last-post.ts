import { type Body, idOf, listAt, sameText } from '../catalog/index.js';
import { DAY_MS } from '../terms.js';
import { sameAddress } from './address.js';
import type { OwnWrites, TicketText } from './record.js';

/** Who wrote the last post of a ticket: `agent` is any caller of this server, as its journal tells. */
export type Author = 'staff' | 'client' | 'outsider' | 'agent';

/** Posts of the same text further back than this are other posts; clocks and time zones differ by less. */
const SAME_POST_MS = 2 * DAY_MS;

const timeOf = ({ date }: Body) => Date.parse(`${String(date).replace(' ', 'T')}Z`);

/** The newest post; of several of one second the one with the highest id. */
function lastOf(posts: readonly Body[]): Body | undefined {
  return posts.reduce<Body | undefined>((last, post) => {
    if (last === undefined) return post;
    const later = timeOf(post) - timeOf(last) || Number(post.replyid) - Number(last.replyid);
    return later > 0 ? post : last;
  }, undefined);
}

/** Whoever asked is the client with all of its users and contacts, or the guest at the ticket's address. */
function writerOf(post: Body, ticket: Body): Author {
  if (String(post.admin ?? '').trim() !== '' || post.requestor_type === 'Operator') return 'staff';
  const [author, owner] = [idOf(post.userid) ?? 0, idOf(ticket.userid) ?? 0];
  if (author !== owner) return 'outsider';
  if (owner > 0) return 'client';
  const address = sameAddress(post.email || post.requestor_email);
  return address !== '' && address === sameAddress(ticket.email) ? 'client' : 'outsider';
}

/** Whether a call put its text there: into this ticket, or as the message that opens one of that client. */
const isInto = (ticket: Body, post: Body, text: TicketText): boolean =>
  text.ticketid === undefined
    ? String(post.replyid) === '0' && (text.clientid ?? 0) === (idOf(ticket.userid) ?? 0)
    : text.ticketid === idOf(ticket.ticketid);

/**
 * Who wrote the last post of a ticket; undefined where it shows none. A text that stands there more often than callers sent it
 * is also somebody else's, and then nobody can say that the last one is theirs.
 */
export async function lastReplyBy(ticket: Body, own: OwnWrites): Promise<Author | undefined> {
  const posts = listAt(ticket, 'replies.reply');
  const last = lastOf(posts);
  if (last === undefined || Number.isNaN(timeOf(last))) return undefined;
  const since = timeOf(last) - SAME_POST_MS;
  const sent = (await own.ticketTexts(new Date(since))).filter(
    (text) => isInto(ticket, last, text) && sameText(last.message, text.message),
  );
  const there = posts.filter((post) => timeOf(post) >= since && sameText(post.message, last.message));
  return sent.length > 0 && there.length <= sent.length ? 'agent' : writerOf(last, ticket);
}

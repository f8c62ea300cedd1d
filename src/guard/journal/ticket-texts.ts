import type { CallView, Journal } from '../../audit/index.js';
import type { TicketText } from '../../records/index.js';

/** The tools whose message becomes a post of a ticket. */
const WRITE_POSTS = ['whmcs_add_ticket_reply', 'whmcs_open_ticket', 'whmcs_update_ticket'] as const;

const PAGE = 200;
const MOST_PAGES = 5;

/** The others left nothing behind. */
const MAY_BE_THERE: readonly CallView['state'][] = ['done', 'unknown', 'under way'];

const idIn = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** Texts that callers of this server put into tickets since then. Rejects where there are more than are looked through. */
export async function ticketTextsSince(journal: Pick<Journal, 'calls'>, since: Date): Promise<TicketText[]> {
  const found = await Promise.all(WRITE_POSTS.map((tool) => textsOf(journal, tool, since)));
  return found.flat();
}

async function textsOf(journal: Pick<Journal, 'calls'>, tool: string, since: Date): Promise<TicketText[]> {
  const texts: TicketText[] = [];
  let before: number | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await journal.calls({
      tool,
      since,
      kinds: ['intent'],
      limit: PAGE,
      ...(before !== undefined && { before }),
    });
    for (const { args, state } of found.calls) {
      const { ticketid, clientid, message } = args;
      if (typeof message !== 'string' || !MAY_BE_THERE.includes(state)) continue;
      texts.push({ ticketid: idIn(ticketid), clientid: idIn(clientid), message });
    }
    before = found.next;
    if (before === undefined) return texts;
  }
  throw new Error(`the journal has more calls of ${tool} than are looked through`);
}

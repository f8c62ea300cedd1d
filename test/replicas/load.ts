import type { RovingAgent } from './agent.js';

/** WHMCS clients whose record all agents want to change. */
const CONTENDED = [1, 2, 3, 4];

/** A generator with a seed, so that a run can be had again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export interface Load {
  /** Tickets that notes are written to. */
  readonly tickets: readonly number[];
  readonly random: () => number;
  /** Between two calls. */
  readonly thinkMs: number;
  readonly goesOn: () => boolean;
}

/** Makes calls of all kinds, one after the other, for as long as it is told to. No two writes are alike. */
export async function keepCalling(
  agent: RovingAgent,
  { tickets, random, thinkMs, goesOn }: Load,
): Promise<void> {
  for (let turn = 0; goesOn(); turn += 1) {
    const name = `write ${agent.client}.${turn}`;
    const chance = random();
    if (chance < 0.4) await agent.call('read', '', 'whmcs_get_clients', { limitnum: 5 });
    else if (chance < 0.6) await agent.call('read', '', 'whmcs_get_activity_log', { limitnum: 1 });
    else if (chance < 0.8) await agent.call('free', name, 'whmcs_log_activity', { description: name });
    else if (chance < 0.95) {
      const ticketid = tickets[Math.floor(random() * tickets.length)];
      await agent.call('limited', name, 'whmcs_add_ticket_note', { ticketid, message: name });
    } else {
      const clientid = CONTENDED[Math.floor(random() * CONTENDED.length)];
      await agent.call('contended', name, 'whmcs_update_client', { clientid, city: name });
    }
    await new Promise((next) => setTimeout(next, thinkMs * (0.5 + random())));
  }
}

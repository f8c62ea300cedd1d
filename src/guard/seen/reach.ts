import type { Ask, MailAbout, Reached, Tool, Toolset, Values } from '../../catalog/index.js';
import { clientReached } from '../../records/index.js';
import { NoRecord } from '../decision/named-records.js';
import { saysIn } from './said.js';

/** The reads of the call, and whom it concerns. */
export interface ReachReads {
  readonly ask: Ask;
  readonly subject: { clientId(): Promise<number> };
}

/** What the mails of an area's tools are about; those of the others are general. */
const ABOUT: Readonly<Partial<Record<Toolset, MailAbout>>> = {
  billing: 'invoice',
  domains: 'domain',
  orders: 'product',
  services: 'product',
};

/** Who is reached by a call, contacts who get copies aside. Rejects where it can't be told. */
export async function reachedBy(
  { tool, values }: { readonly tool: Tool; readonly values: Values },
  { ask, subject }: ReachReads,
): Promise<Reached> {
  if (tool.reaches !== undefined) return tool.reaches({ values, ask });
  try {
    return await clientReached(ask, await subject.clientId(), ABOUT[tool.toolset]);
  } catch (error) {
    // A record that WHMCS does not have reaches nobody, as long as nothing is said.
    if (error instanceof NoRecord && saysIn({ tool, values }).length === 0) return { recipients: [] };
    throw error;
  }
}

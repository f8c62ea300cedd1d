import { type Command, command } from './command.js';

const requests = () => import('../approvals/requests.js');

/** Commands about mail that waits before it leaves. Each is loaded when it runs. */
export const OF_HELD: readonly Command[] = [
  command({
    name: 'held list',
    isDefault: true,
    flags: ['json', 'sandbox', 'env-file'],
    about: 'mail of agents that waits before it leaves, or did, newest first',
    run: async (host, flags) => (await requests()).listApprovals(host, flags, { held: true }),
  }),
  command({
    name: 'held show',
    words: ['ID'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'one of them: what leaves, to whom, and when',
    ask: 'say which.',
    run: async (host, flags, [id = '']) => (await requests()).showApproval(host, flags, id, { isHeld: true }),
  }),
  command({
    name: 'held edit',
    words: ['ID', 'NAME=TEXT...'],
    flags: ['as', 'json', 'sandbox', 'env-file'],
    about: 'put your words in the place of those of the agent',
    ask: 'say which, and how it is to read: held edit ID message="…".',
    run: async (host, flags, [id = '', ...words]) =>
      (await import('../approvals/edit-held.js')).editHeld(host, flags, id, words),
  }),
  command({
    name: 'held release',
    words: ['ID'],
    flags: ['as', 'json', 'sandbox', 'env-file'],
    about: 'send it at once',
    ask: 'say which.',
    run: async (host, flags, [id = '']) =>
      (await requests()).vote(host, flags, { id, yes: true, reason: [], isHeld: true }),
  }),
  command({
    name: 'held drop',
    words: ['ID', '[REASON...]'],
    flags: ['as', 'json', 'sandbox', 'env-file'],
    about: 'do not send it; the agent is told why',
    ask: 'say which.',
    run: async (host, flags, [id = '', ...reason]) =>
      (await requests()).vote(host, flags, { id, yes: false, reason, isHeld: true }),
  }),
];

import { type Command, command } from './command.js';

const audit = {
  read: () => import('../audit/read.js'),
  proof: () => import('../audit/proof.js'),
  keep: () => import('../audit/keep.js'),
};

/** Commands about what was done: reading, proving, keeping and undoing it. Each is loaded when it runs. */
export const OF_JOURNAL: readonly Command[] = [
  command({
    name: 'audit list',
    isDefault: true,
    flags: ['tool', 'caller', 'outcome', 'text', 'days', 'limit', 'json', 'sandbox', 'env-file'],
    about: 'the calls in the journal, newest first',
    run: async (host, flags) => (await audit.read()).list(host, flags),
  }),
  command({
    name: 'audit tail',
    flags: ['tool', 'caller', 'outcome', 'text', 'limit', 'json', 'sandbox', 'env-file'],
    about: 'the newest calls, and each that follows, until Ctrl-C',
    run: async (host, flags) => (await import('../audit/tail.js')).tail(host, flags),
  }),
  command({
    name: 'audit events',
    flags: ['text', 'days', 'limit', 'json', 'sandbox', 'env-file'],
    about: 'what happened beside calls: decisions of people, switches, starts',
    run: async (host, flags) => (await audit.read()).events(host, flags),
  }),
  command({
    name: 'audit show',
    words: ['CALL_OR_ENTRY'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'everything that is known of one call',
    ask: 'say which call or which entry, as audit list names it.',
    run: async (host, flags, [id = '']) => (await audit.read()).show(host, flags, id),
  }),
  command({
    name: 'audit clear',
    words: ['CALL', 'done|not_done'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'say what came of a call whose outcome is unknown',
    ask: 'look in WHMCS first, then say which call, and whether it was carried out: audit clear CALL done, or audit clear CALL not_done.',
    run: async (host, flags, [id = '', outcome = '']) =>
      (await audit.read()).settle(host, flags, { id, outcome }),
  }),
  command({
    name: 'audit export',
    flags: ['format', 'days', 'sandbox', 'env-file'],
    about: 'write the journal out, a line for each entry',
    run: async (host, flags) => (await audit.keep()).exportJournal(host, flags),
  }),
  command({
    name: 'audit verify',
    flags: ['file', 'checkpoint', 'public-key', 'json', 'sandbox', 'env-file'],
    about: 'find a changed, missing or moved entry',
    run: async (host, flags) => (await audit.proof()).verifyJournal(host, flags),
  }),
  command({
    name: 'audit checkpoint',
    flags: ['key', 'json', 'sandbox', 'env-file'],
    about: 'print where the journal stands, signed',
    run: async (host, flags) => (await audit.proof()).checkpoint(host, flags),
  }),
  command({
    name: 'audit prune',
    flags: ['days', 'json', 'sandbox', 'env-file'],
    needs: ['days'],
    about: 'remove entries that are older',
    ask: 'say how much to keep: audit prune --days N.',
    run: async (host, flags) => (await audit.keep()).pruneJournal(host, flags),
  }),
  command({
    name: 'undo',
    words: ['CALL'],
    flags: ['yes', 'json', 'sandbox', 'env-file'],
    about: 'say by which call one in the journal is undone, ask, and make it through the guard',
    ask: 'say which call, as whmcs-mcp audit list names it.',
    run: async (host, flags, [id = '']) => (await import('../undo.js')).undoCall(host, flags, id),
  }),
];

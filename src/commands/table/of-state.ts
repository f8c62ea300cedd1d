import { type Command, command } from './command.js';

/** Commands that carry, copy and put back whole states. Each is loaded when it runs. */
export const OF_STATE: readonly Command[] = [
  command({
    name: 'state copy',
    words: ['FROM', 'TO'],
    flags: ['json', 'env-file'],
    about: 'carry all of a state into an empty one: files, postgres:// URLs, or GUARD_STATE',
    ask: 'say which state, and into which.',
    run: async (host, flags, [from = '', to = '']) =>
      (await import('../state/copy.js')).copy(host, flags, from, to),
  }),
  command({
    name: 'state restored',
    flags: ['json', 'env-file'],
    about: 'after a database was put back from a backup: make it safe to use',
    run: async (host, flags) => (await import('../state/restored.js')).restored(host, flags),
  }),
  command({
    name: 'backup',
    words: ['FILE'],
    flags: ['json', 'env-file'],
    about: 'copy the whole state into a new file while servers run',
    ask: 'say into which file.',
    run: async (host, flags, [file = '']) => (await import('../backup.js')).backUp(host, flags, file),
  }),
  command({
    name: 'restore',
    words: ['FILE'],
    flags: ['json', 'env-file'],
    about: 'put a backup in the place of the state; its open approvals are void',
    ask: 'say which file.',
    run: async (host, flags, [file = '']) => (await import('../backup.js')).restore(host, flags, file),
  }),
];

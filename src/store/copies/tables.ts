/** A table as its rows are carried from one state to another. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that tell each row from all others, in the order in which rows are carried. */
  readonly key: readonly string[];
}

const table = (name: string, columns: string, key: string): CopiedTable => ({
  name,
  columns: columns.split(' '),
  key: key.split(' '),
});

/**
 * All that a state holds, in an order in which rows find what they name. Numbers that an engine gives rows itself are left
 * to it: they follow the order. Leases are those of processes, and end with them, and so are marks of commits. Nobody is
 * signed in to the console of a state that was copied.
 */
export const TABLES: readonly CopiedTable[] = [
  table('counter', 'bucket starts ends used', 'bucket starts'),
  table('event', 'bucket at reservation until amount', 'bucket at reservation'),
  table('kill_switch', 'halted who at reason', 'id'),
  table(
    'approval',
    'id installation tool caller granted digest revision rule channels approvers lifetime shown snapshot state asked expires settled note lines due held',
    'position',
  ),
  table('vote', 'approval person who also channel voted yes reason denied', 'approval person'),
  table('denied_line', 'installation caller digest approval line at', 'installation caller digest'),
  table('approver', 'person name password granted added changed', 'person'),
  table('token', 'person name digest granted made maker expires used', 'person'),
  table('policy', 'name number revision document who at note', 'name number'),
  table('shared_value', 'name value at', 'name'),
  table('journal', 'seq at kind call body hash', 'seq'),
  table('journal_cut', 'seq hash at entries', 'seq'),
  table('taint', 'installation caller call tool since last until', 'installation caller'),
  table('caller_memory', 'installation caller kind key value at', 'installation caller kind key'),
];

/** Tables of a state whose rows are not carried. */
export const LEFT_BEHIND: readonly string[] = ['lease', 'schema_version', 'commit_mark', 'console_session'];

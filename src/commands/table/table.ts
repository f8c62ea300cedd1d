import { serveAs } from '../serve-as.js';
import { type Command, command } from './command.js';
import { INIT_FLAGS } from './init-flags.js';
import { OF_HELD } from './of-held.js';
import { OF_JOURNAL } from './of-journal.js';
import { ofProgram } from './of-program.js';
import { OF_STATE } from './of-state.js';

// Each command is loaded when it runs, so that the server starts fast.
const published = () => import('../policy/published.js');
const approvals = () => import('../approvals/requests.js');
const approvers = () => import('../approvals/approvers.js');
const tokens = () => import('../tokens.js');

/** Every command there is: dispatch, usage lines and --help are made of this table. */
export const COMMANDS: readonly Command[] = [
  command({
    name: '',
    flags: ['http', 'console', 'sandbox', 'env-file'],
    about: 'serve MCP on stdin and stdout, or by HTTP',
    run: serveAs,
  }),
  command({
    name: 'init',
    flags: INIT_FLAGS,
    about: 'set everything up: asks, tests the connection, tells your clients',
    run: async (host, flags) => (await import('../init.js')).runInit(host, flags),
  }),
  command({
    name: 'tools',
    flags: ['json', 'sandbox', 'env-file'],
    about: 'print the tools as configured: class, state, reason',
    run: async (host, flags) => (await import('../tools.js')).printTools(host, flags),
  }),
  command({
    name: 'doctor',
    flags: ['json', 'role', 'questions', 'sandbox', 'env-file'],
    about: 'look at everything that a server needs here: what is wrong, and its cure',
    run: async (host, flags) => (await import('../doctor/doctor.js')).doctor(host, flags),
  }),
  command({
    name: 'policy check',
    words: ['FILE'],
    flags: ['json', 'env-file'],
    about: 'find everything that is wrong with a policy',
    run: async (host, flags, [file = '']) =>
      (await import('../policy/check.js')).checkPolicy(host, flags, file),
  }),
  command({
    name: 'policy explain',
    words: ['FILE', 'TOOL', '[ARGUMENTS]'],
    flags: ['caller', 'grant', 'install', 'at', 'context', 'json', 'env-file'],
    about: 'what it says of one call, and why',
    run: async (host, flags, [file = '', tool = '', args]) =>
      (await import('../policy/explain.js')).explainCall(host, flags, { file, tool, args }),
  }),
  command({
    name: 'policy test',
    words: ['FILE', '[CASES]'],
    flags: ['json', 'env-file'],
    about: "run a decision table, FILE's own .cases.json by default",
    run: async (host, flags, [file = '', cases]) =>
      (await import('../policy/test.js')).testPolicy(host, flags, { file, cases }),
  }),
  command({
    name: 'policy replay',
    words: ['FILE'],
    flags: ['days', 'install', 'json', 'sandbox', 'env-file'],
    about: 'what it would have said of the calls in the journal',
    run: async (host, flags, [file = '']) => (await import('../policy/replay.js')).replay(host, flags, file),
  }),
  command({
    name: 'policy publish',
    words: ['FILE'],
    flags: ['cases', 'strict', 'note', 'install', 'json', 'env-file'],
    about: 'check it, run its cases, and put it in force in all servers with GUARD_POLICY=state',
    run: async (host, flags, [file = '']) => (await published()).publish(host, flags, file),
  }),
  command({
    name: 'policy history',
    flags: ['install', 'limit', 'json', 'env-file'],
    about: 'the policies that were published, newest first: by whom, when, why',
    run: async (host, flags) => (await published()).history(host, flags),
  }),
  command({
    name: 'policy show',
    words: ['[NUMBER]'],
    flags: ['install', 'json', 'env-file'],
    about: 'print a published policy; the one in force by default',
    run: async (host, flags, [number]) => (await published()).show(host, flags, number),
  }),
  command({
    name: 'policy rollback',
    words: ['NUMBER'],
    flags: ['note', 'install', 'json', 'env-file'],
    about: 'publish an earlier policy again',
    ask: 'say which, as whmcs-mcp policy history numbers them.',
    run: async (host, flags, [number = '']) => (await published()).rollBack(host, flags, number),
  }),
  command({
    name: 'actions check',
    words: ['FILE'],
    flags: ['json'],
    about: 'find everything that is wrong with a file of addon actions',
    run: async (host, flags, [file = '']) =>
      (await import('../policy/check-actions.js')).checkActions(host, flags, file),
  }),
  command({
    name: 'console',
    flags: ['port', 'sandbox', 'env-file'],
    about: 'serve the console on loopback: approvals, activity, tools, limits',
    run: async (host, flags) => (await import('../console/alone.js')).runConsole(host, flags),
  }),
  command({
    name: 'approvals list',
    isDefault: true,
    flags: ['json', 'sandbox', 'env-file'],
    about: 'what was asked of people, newest first',
    run: async (host, flags) => (await approvals()).listApprovals(host, flags),
  }),
  command({
    name: 'approvals watch',
    flags: ['json', 'sandbox', 'env-file'],
    about: 'print each request as it is asked or decided, until Ctrl-C',
    run: async (host, flags) => (await import('../approvals/watch.js')).watchApprovals(host, flags),
  }),
  command({
    name: 'approvals show',
    words: ['ID'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'one request, as the person who decides sees it',
    ask: 'say which.',
    run: async (host, flags, [id = '']) => (await approvals()).showApproval(host, flags, id),
  }),
  command({
    name: 'approvals approve',
    words: ['ID', '[REASON...]'],
    flags: ['lines', 'not', 'as', 'json', 'sandbox', 'env-file'],
    about: 'say yes to a request, or to some lines of a plan',
    ask: 'say which.',
    run: async (host, flags, [id = '', ...reason]) =>
      (await approvals()).vote(host, flags, { id, yes: true, reason }),
  }),
  command({
    name: 'approvals deny',
    words: ['ID', '[REASON...]'],
    flags: ['as', 'json', 'sandbox', 'env-file'],
    about: 'say no to a request, also to what has not left of a plan under way',
    ask: 'say which.',
    run: async (host, flags, [id = '', ...reason]) =>
      (await approvals()).vote(host, flags, { id, yes: false, reason }),
  }),
  command({
    name: 'approvals approvers',
    flags: ['json', 'sandbox', 'env-file'],
    about: 'who may approve',
    run: async (host, flags) => (await approvers()).listApprovers(host, flags),
  }),
  command({
    name: 'approvals add-approver',
    words: ['NAME'],
    flags: ['grant', 'json', 'sandbox', 'env-file'],
    about: 'let a person approve, or give them a new password; with --grant only for callers of that grant',
    ask: 'say which.',
    run: async (host, flags, [name = '']) => (await approvers()).addApprover(host, flags, name),
  }),
  command({
    name: 'approvals remove-approver',
    words: ['NAME'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'let a person approve no more',
    ask: 'say which.',
    run: async (host, flags, [name = '']) => (await approvers()).removeApprover(host, flags, name),
  }),
  ...OF_HELD,
  command({
    name: 'notify test',
    words: ['[CHANNEL]'],
    flags: ['json', 'env-file'],
    about: 'tell the people of GUARD_NOTIFY something, and say per channel what came of it',
    run: async (host, flags, [channel]) =>
      (await import('../notify/test.js')).testNotify(host, flags, channel),
  }),
  ...OF_JOURNAL,
  command({
    name: 'taint list',
    isDefault: true,
    flags: ['json', 'sandbox', 'env-file'],
    about: 'callers that text of outsiders has reached: since when, by what',
    run: async (host, flags) => (await import('../taint.js')).listTaint(host, flags),
  }),
  command({
    name: 'taint clear',
    words: ['CALLER'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'say that a caller may be taken for untainted again',
    ask: 'say which caller, as whmcs-mcp taint list names it.',
    run: async (host, flags, [caller = '']) => (await import('../taint.js')).endTaint(host, flags, caller),
  }),
  command({
    name: 'tokens list',
    isDefault: true,
    flags: ['json', 'sandbox', 'env-file'],
    about: 'tokens by which agents are known over HTTP: grant, who made them, last use',
    run: async (host, flags) => (await tokens()).listTokens(host, flags),
  }),
  command({
    name: 'tokens create',
    words: ['NAME'],
    flags: ['grant', 'expires', 'json', 'sandbox', 'env-file'],
    about: 'make one and print it, once',
    ask: 'say the name that its holder has here.',
    run: async (host, flags, [name = '']) => (await tokens()).createToken(host, flags, name),
  }),
  command({
    name: 'tokens revoke',
    words: ['NAME'],
    flags: ['json', 'sandbox', 'env-file'],
    about: 'let one open nothing any more, in all servers at once',
    ask: 'say which, as whmcs-mcp tokens list names it.',
    run: async (host, flags, [name = '']) => (await tokens()).revokeToken(host, flags, name),
  }),
  command({
    name: 'halt',
    words: ['[REASON...]'],
    flags: ['state', 'json', 'env-file'],
    about: 'stop every call but reads, in all servers of this user at once',
    run: async (host, flags, reason) => (await import('../halt.js')).halt(host, flags, reason.join(' ')),
  }),
  command({
    name: 'resume',
    flags: ['state', 'json', 'env-file'],
    about: 'lift the halt',
    run: async (host, flags) => (await import('../halt.js')).resume(host, flags),
  }),
  ...OF_STATE,
  command({
    name: 'sandbox',
    flags: ['port', 'seed', 'fault'],
    about: 'run the embedded WHMCS alone',
    run: async (host, flags) => (await import('../sandbox.js')).runSandbox(host, flags),
  }),
  ...ofProgram(() => COMMANDS),
];

/** What is typed after `whmcs-mcp`, and what that does. */
type Example = readonly [typed: string, does: string];

/** Examples of each command, by its name. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  '': [
    ['--env-file /etc/whmcs-mcp/.env', 'what an MCP client runs: serve on stdin and stdout'],
    ['--sandbox', 'the same on the embedded WHMCS'],
    ['--http --console', 'serve many clients by HTTP, and the console beside them'],
  ],
  init: [
    ['init', 'answer some questions; nothing is written before you have seen it'],
    ['init --sandbox --clients cursor', 'let Cursor work on the embedded WHMCS, to try it'],
    [
      'init --yes --url https://billing.example.com --identifier ID --secret-file secret.txt --policy support',
      'from a script: every question has an option',
    ],
    ['init --remove', 'take the server out of all clients again'],
  ],
  tools: [
    ['tools', 'what agents are shown, and by which rule'],
    ['tools --json --sandbox', 'the same for scripts, with no WHMCS at hand'],
  ],
  doctor: [
    ['doctor', 'what is wrong here, and how it is mended'],
    ['doctor --json --env-file /etc/whmcs-mcp/.env', 'the same for scripts'],
    ['doctor --role', 'the smallest API role for the policy, to check box by box in WHMCS'],
  ],
  'policy check': [['policy check policy.json', 'find every fault, with line and column']],
  'actions check': [['actions check actions.json', 'find every fault of the file that GUARD_ACTIONS names']],
  'policy explain': [
    ['policy explain policy.json whmcs_get_clients', 'what it says of a read'],
    [
      `policy explain policy.json whmcs_add_payment '{"invoiceid": 3077, "amount": 20}'`,
      'and of a call with arguments',
    ],
  ],
  'policy test': [['policy test policy.json', 'run policy.cases.json']],
  'policy replay': [['policy replay policy.json --days 7', 'what it would have said of the last week']],
  'policy publish': [
    ['policy publish policy.json --note "credit up to 20 EUR"', 'put it in force everywhere'],
  ],
  'policy history': [['policy history --limit 5', 'the last five']],
  'policy show': [['policy show 3', 'the third that was published']],
  'policy rollback': [['policy rollback 3 --note "the fourth was too wide"', 'publish the third again']],
  console: [
    ['console', 'the page to approve on, at port 8788'],
    ['console --sandbox', 'the same for what agents ask in the embedded WHMCS'],
  ],
  'approvals list': [
    ['approvals', 'what was asked of people'],
    ['approvals --json --sandbox', 'the same of the embedded WHMCS, for scripts'],
  ],
  'approvals watch': [['approvals watch', 'leave it open on a second screen']],
  'approvals show': [['approvals show K7QD-3MPA', 'all that would be sent, and what it is about']],
  'approvals approve': [
    ['approvals approve K7QD-3MPA', 'say yes'],
    ['approvals approve K7QD-3MPA --as ann looks right', 'say yes as Ann, with a reason'],
    ['approvals approve K7QD-3MPA --not 4,9-12', 'of a plan, all lines but these'],
  ],
  'approvals deny': [['approvals deny K7QD-3MPA wrong invoice', 'say no, and why: the agent is told']],
  'approvals approvers': [['approvals approvers', 'names, and since when']],
  'approvals add-approver': [
    ['approvals add-approver ann', 'asks for her password'],
    ['approvals add-approver ben --grant support --grant billing', 'he decides for their callers alone'],
  ],
  'approvals remove-approver': [['approvals remove-approver ann', 'from now on she decides nothing']],
  'held list': [['held', 'what leaves soon, and what became of the rest']],
  'held show': [['held show K7QD-3MPA', 'all that would be sent, to whom, and when']],
  'held edit': [['held edit K7QD-3MPA message="We are looking at it."', 'this leaves in its place']],
  'held release': [['held release K7QD-3MPA', 'send it now']],
  'held drop': [['held drop K7QD-3MPA we called them', 'send nothing, and say why']],
  'notify test': [
    ['notify test', 'tell all channels something'],
    ['notify test duty', 'only the channel of that name'],
  ],
  'audit list': [
    ['audit', 'the newest calls'],
    ['audit --tool whmcs_add_payment --outcome done --days 30', 'payments of the last 30 days'],
  ],
  'audit tail': [
    ['audit tail', 'see what agents do, as they do it'],
    ['audit tail --json --outcome policy_denied', 'for a script that counts refusals of the policy'],
  ],
  'audit events': [['audit events --days 1', 'decisions, switches and starts of today']],
  'audit show': [['audit show 128', 'all that is known of the call of entry 128']],
  'audit clear': [['audit clear c-9f2b41 done', 'you looked in WHMCS: it was carried out']],
  'audit export': [['audit export --format csv --days 90', 'the last 90 days as a table']],
  'audit verify': [
    ['audit verify', 'whether anything was changed'],
    ['audit verify --checkpoint monday.json', 'and whether it goes on from what was printed on Monday'],
  ],
  'audit checkpoint': [['audit checkpoint', 'print it, to be kept where this machine can not write']],
  'audit prune': [['audit prune --days 365', 'keep the last year']],
  undo: [
    ['undo c-9f2b41', 'say what would be done, and ask'],
    ['undo c-9f2b41 --yes', 'do it'],
  ],
  'taint list': [['taint', 'who has read text of outsiders, until when it counts']],
  'taint clear': [['taint clear local', 'trust the local agent again']],
  'tokens list': [['tokens', 'names, grants, last use']],
  'tokens create': [['tokens create support-bot --grant support --expires 90d', 'print a token, once']],
  'tokens revoke': [['tokens revoke support-bot', 'it opens nothing from now on']],
  halt: [['halt an agent runs wild', 'stop all writes, and say why']],
  resume: [['resume', 'let them through again']],
  'state copy': [['state copy GUARD_STATE postgres://guard@db.example.com/guard', 'move to a database']],
  'state restored': [['state restored', 'once the database was put back']],
  backup: [['backup /backups/guard.db', 'while servers run']],
  restore: [['restore /backups/guard.db', 'with the servers stopped']],
  sandbox: [['sandbox --port 8080', 'print its address and credential, and run it']],
  help: [
    ['help approvals', 'the commands that begin so'],
    ['help settings', 'every variable that is read'],
  ],
  version: [['version', 'such as 1.4.0']],
  completion: [
    ['completion bash > ~/.local/share/bash-completion/completions/whmcs-mcp', 'for bash'],
    ['completion zsh > ~/.zfunc/_whmcs-mcp', 'for zsh, where fpath names that folder'],
    ['completion fish > ~/.config/fish/completions/whmcs-mcp.fish', 'for fish'],
  ],
};

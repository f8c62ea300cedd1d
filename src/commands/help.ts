import { SETTINGS } from '../config/index.js';

const settings = Object.values(SETTINGS)
  .map(({ name, about }) => `  ${name.padEnd(23)} ${about}`)
  .join('\n');

export const HELP = `whmcs-mcp: an MCP server for WHMCS behind a policy.

Usage:
  whmcs-mcp                     serve MCP on stdin and stdout
  whmcs-mcp tools [--json]      print the tools as configured: class, state, reason
  whmcs-mcp policy check FILE   find everything that is wrong with a policy
  whmcs-mcp policy explain FILE TOOL [ARGUMENTS] [--caller NAME] [--at TIME] [--context FILE]
                                what it says of one call, and why
  whmcs-mcp policy test FILE [CASES]
                                run a decision table, FILE's own .cases.json by default
  whmcs-mcp policy replay FILE [--days N]
  whmcs-mcp console [--port N]  serve the console on loopback: approvals, activity, tools, limits
  whmcs-mcp approvals [list | show ID | approve ID [REASON] | deny ID [REASON]] [--as NAME]
                                what waits for a person, and a person's word on it
  whmcs-mcp approvals [approvers | add-approver NAME | remove-approver NAME]
  whmcs-mcp audit [list | show CALL | clear CALL done|not_done | export | verify | checkpoint | prune]
                                the journal: what happened, and whether it is whole
  whmcs-mcp undo CALL [--yes]   show the call that undoes one in the journal, and make it through the guard
  whmcs-mcp halt [REASON]       stop every call but reads, in all servers at once; resume lifts it
  whmcs-mcp resume
  whmcs-mcp sandbox [--port N]  run the embedded WHMCS alone (--seed N, --fault KIND[:MS])

Options:
  --sandbox        work on the embedded WHMCS instead of a real one
  --env-file PATH  read settings from this file; .env in the current folder otherwise
  --help, --version

Settings (environment variables; they win over the file):
${settings}
`;

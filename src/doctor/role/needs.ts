import { groupOf } from './groups.js';
import { GUARD_READS } from './guard-reads.js';

/** A tool that the policy shows somebody, as far as WHMCS has to allow it. */
export interface ShownTool {
  readonly name: string;
  readonly action: string;
}

/** The actions that a role has to allow, each with the tools that it is for. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** The note in WHMCS's activity log that each write leaves where that is switched on. */
export const NOTE = { action: 'LogActivity', for: 'GUARD_WHMCS_ACTIVITY' } as const;

/** Names of client groups, which are read where a rule of the policy asks for them. */
const GROUP_NAMES = { action: 'GetClientGroups', for: 'context.client.group' } as const;

/** What the tools call, and what is read beside them: for rules, limits, previews, and where an answer is lost. */
export function neededActions(tools: readonly ShownTool[], leavesNotes: boolean, asksGroups = false): Needs {
  const needs = new Map<string, string[]>();
  const note = (action: string, who: string) => {
    const known = needs.get(action) ?? [];
    if (!known.includes(who)) needs.set(action, [...known, who]);
  };
  for (const { name, action } of tools) note(action, name);
  for (const { name } of tools) for (const action of GUARD_READS[name] ?? []) note(action, name);
  if (leavesNotes && tools.length > 0) note(NOTE.action, NOTE.for);
  if (asksGroups && tools.length > 0) note(GROUP_NAMES.action, GROUP_NAMES.for);
  return new Map([...needs].sort(([one], [other]) => one.localeCompare(other)));
}

/** Actions under the headings of WHMCS's own page of API roles. */
export function byGroup(
  actions: readonly string[],
): readonly (readonly [group: string, actions: string[]])[] {
  const groups = new Map<string, string[]>();
  for (const action of actions) groups.set(groupOf(action), [...(groups.get(groupOf(action)) ?? []), action]);
  return [...groups].sort(([one], [other]) => one.localeCompare(other));
}

/** The same in one line. */
export const inGroups = (actions: readonly string[]): string =>
  byGroup(actions)
    .map(([group, some]) => `${group}: ${some.join(', ')}`)
    .join('; ');

export const ROLE_PAGE = 'Configuration (the wrench) > System Settings > Manage API Credentials > API Roles';
const MOST_TOOLS = 3;

const toolsIn = (tools: readonly string[]) =>
  tools.length <= MOST_TOOLS
    ? tools.join(', ')
    : `${tools.slice(0, MOST_TOOLS).join(', ')} and ${tools.length - MOST_TOOLS} more`;

/** A list to go through on that page, with what each action is for. */
export function roleChecklist(needs: Needs): string {
  const width = Math.max(0, ...[...needs.keys()].map((action) => action.length));
  const blocks = byGroup([...needs.keys()]).map(
    ([group, actions]) =>
      `${group}\n${actions
        .map((action) => `  [ ] ${action.padEnd(width)}  for ${toolsIn(needs.get(action) ?? [])}\n`)
        .join('')}`,
  );
  return [
    `The smallest API role for the present policy allows ${needs.size} actions. In WHMCS:\n${ROLE_PAGE} > Create API Role: find these by the menu on the left, check them and no others, and save.\nThen give the credential this role alone.\n`,
    ...blocks,
    'Beside them, for doctor alone: System: WhmcsDetails, GetAdminDetails (version, time, permissions of the admin).\n',
  ].join('\n');
}

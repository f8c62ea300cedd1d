import { randomBytes } from 'node:crypto';
import { keyFor, packageVersion } from '../../app.js';
import type { Config } from '../../config/index.js';
import { type Console, type ConsoleOptions, createConsole } from '../../console/index.js';
import { LOCAL_CALLER } from '../../guard/index.js';
import type { Log } from '../../log.js';
import { createPolicyDesk } from '../../policy-desk/index.js';
import { healthOf } from '../doctor/health.js';
import { withNotifyFaults } from '../notify/health.js';
import { tableFor } from '../policy/decision-table.js';
import type { Running } from '../with-app.js';
import { localApprovers } from './people.js';
import { providerTerms } from './provider-terms.js';

async function providerOf({ console }: Config, log: Log): Promise<ConsoleOptions['provider']> {
  const { signIn } = console;
  if (signIn === undefined) return undefined;
  const { createSignIn } = await import('../../identities/sign-in/index.js');
  const settings = { ...signIn, clientSecret: signIn.clientSecret?.reveal() };
  return {
    ...createSignIn(settings, { now: () => new Date(), log }),
    host: new URL(signIn.issuer).host,
    terms: providerTerms(signIn),
  };
}

/** Where the admin area of a WHMCS is, by the address of that. */
function adminArea(whmcs: string | undefined, folder: string): string | undefined {
  if (whmcs === undefined || !URL.canParse(whmcs)) return undefined;
  const { origin, pathname } = new URL(whmcs);
  return `${origin}${pathname.replace(/\/includes\/api\.php$/, '').replace(/\/+$/, '')}/${folder}`;
}

/** The console of a program at work. `offerLink`: shows the operator a sign-in path, where only they can see it. */
export async function consoleOf(
  { app, config, log, sandbox, notify }: Pick<Running, 'app' | 'config' | 'log' | 'sandbox' | 'notify'>,
  { offerLink }: { offerLink?(path: string): void },
): Promise<Console> {
  const store = await app.store();
  const provider = await providerOf(config, log);
  const [known] = await Promise.all([app.everyCall(), app.loadEveryTool()]);
  return createConsole({
    approvals: app.approvals,
    held: {
      editable: app.guard.held.editable,
      postpone: app.approvals.postpone,
      edit: app.guard.held.edit,
    },
    approvers: localApprovers(store, config),
    sessions: await store.consoleSessions(),
    key: keyFor(config, 'whmcs-mcp console'),
    ...(provider === undefined ? {} : { provider }),
    journal: app.journal,
    tools: () => app.guard.states({ caller: LOCAL_CALLER }),
    describe: (tool) => known.get(tool),
    ...(sandbox === undefined && {
      admin: (install) => adminArea(app.whmcsUrl(install), config.console.adminFolder),
    }),
    policy: app.policy,
    policyDesk: createPolicyDesk({
      catalog: known,
      installs: app.guard.installs,
      switches: config.guard,
      policy: app.policy,
      policyText: app.policyText,
      replacePolicy: app.replacePolicy,
      limits: app.guard.limits,
      casesFor: (install) => tableFor(app, store, install),
      now: () => new Date(),
    }),
    policyEditors: config.console.policyEditors,
    switchTool: app.switchTool,
    limits: () => app.guard.limits('all'),
    tainted: app.guard.taint.list,
    endTaint: app.endTaint,
    undo: app.undo,
    ...(notify?.browsers === undefined ? {} : { browsers: notify.browsers }),
    health: () => withNotifyFaults(store, healthOf(store, app)),
    halted: () => store.killSwitch.halted(),
    halt: app.halt,
    resume: app.resume,
    ...(app.consoleUrl === undefined ? {} : { publicUrl: app.consoleUrl }),
    ...(offerLink === undefined ? {} : { offerLink }),
    version: packageVersion(),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    log,
  });
}

/** How people sign in where they need no link, as a sentence. */
export function waysIn({ console: { signIn } }: Config): string {
  return signIn === undefined
    ? 'Approvers sign in with their name and password.\n'
    : `Approvers sign in at ${new URL(signIn.issuer).host}.\n`;
}

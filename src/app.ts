import { randomInt } from 'node:crypto';
import { consoleAddress } from './app/console-address.js';
import { installationIdOf, keyFor } from './app/installation-id.js';
import { packageFile } from './app/package-file.js';
import { type PolicyEdits, policyEdits } from './app/policy-edits.js';
import type { AddonActions, Ports } from './app/ports.js';
import { sharedState } from './app/shared-state.js';
import { everyCall, openTools, vocabulary } from './app/tools.js';
import { type Approvals, createApprovals, digestOf } from './approvals/index.js';
import { createJournal, type Journal, prune } from './audit/index.js';
import { type Catalog, kindOf } from './catalog/index.js';
import { type Config, secretsOf } from './config/index.js';
import { createGuard, createUndo, type Guard, LOCAL_CALLER, type Undo } from './guard/index.js';
import type { Authenticator } from './identities/index.js';
import { once } from './once.js';
import { createOwnWithholder, createPresenter, createWithholder } from './output/index.js';
import { IN_STATE, type PolicyInForce, policyOfFile } from './policy-in-force/index.js';
import { shippedPolicy } from './prebuilt/index.js';
import type { Halt, Store } from './store/index.js';
import { EXTRA_SETS } from './terms.js';
import { type KindOf, openWhmcs } from './whmcs/index.js';

export { consoleAddress, tellConsoleAddress } from './app/console-address.js';
export { installationIdOf, keyFor } from './app/installation-id.js';
export { packageFile, packageVersion } from './app/package-file.js';
export type { AddonActions, Among, Ports } from './app/ports.js';
export { sharedState } from './app/shared-state.js';
export { allTools, everyCall, everyTool, vocabulary } from './app/tools.js';

export interface App extends PolicyEdits {
  guard: Guard;
  /** Tells its WHMCS from another in a state that both use; of several, the first. */
  installation: string;
  undo: Undo;
  approvals: Approvals;
  journal: Journal;
  /** Tells who calls over HTTP; loaded when first needed. */
  authenticator(): Promise<Authenticator>;
  /** The shared state, opened when first needed. */
  store(): Promise<Store>;
  /** Address of WHMCS; of which, where there are several. */
  whmcsUrl(install?: string): string | undefined;
  /** Whether other processes can see the state. */
  isShared: boolean;
  /** Where people reach the console, as the operator says. */
  consoleUrl: string | undefined;
  /** The policy in force; `fixed` says why it can't be edited here. Of which WHMCS, where there are several. */
  policy(install?: string): {
    path: string;
    revision: string;
    mode: string;
    grants: readonly string[];
    fixed?: string;
    /** The name that it is published under in the state; left out where it is a file. */
    published?: string;
    /** A rule names groups of clients. */
    asksGroups?: true;
  };
  /** Ends the taint of a caller. False where there was none. */
  endTaint(caller: string, who: string): Promise<boolean>;
  halt(who: string, reason: string): Promise<void>;
  /** Resolves to what still halts. */
  resume(who: string): Promise<Halt | undefined>;
  /** Removes what the journal keeps for longer than it should. */
  pruneJournal(): Promise<void>;
  /** Why WHMCS is left alone at this moment, in one word; undefined where it is not. Of several: that one, or all of them. */
  whmcsRestsFor(install?: string): string | undefined;
  /** Loads the tools of all extra sets, for what shows people all tools and calls. */
  loadEveryTool(): Promise<void>;
  /** All that a call can be of, whatever is switched on, for what people try. */
  everyCall(): Promise<Catalog>;
  /** Calls back when another policy has taken effect. */
  onPolicyChange(listener: () => void): void;
  /** Lets calls under way finish, then closes the connections to WHMCS. */
  close(): Promise<void>;
}

/** Nobody who writes into a ticket can foresee it. */
const markId = () => String(randomInt(10 ** 11, 10 ** 12));

/** What a file of addon actions declares, or every problem with it. Loaded where there is one: few servers have it. */
export const addonActionsIn = async (
  path: string,
): Promise<AddonActions | { readonly problems: readonly string[] }> =>
  (await import('./app/addon-actions.js')).openAddonActions(path);

/** Puts the program together. main and every test go through here. */
export function build(
  config: Config,
  {
    log,
    now = () => new Date(),
    deadlines = {},
    haltFile,
    observer,
    policyOfState,
    among,
    addons,
    install = among?.name,
    listeners = [],
    secrets: alsoSecret = [],
  }: Ports,
): App {
  const { catalog, extras } = openTools(addons);
  const shipped = packageFile('policies/default.json');
  const { watch } = observer ?? {};
  const kind: KindOf = addons === undefined ? kindOf : (...call) => kindOf(...call) ?? addons.kindOf(...call);
  const { whmcs, clear, clearRead } = openWhmcs({ ...config.whmcs, ...deadlines }, kind, {
    log,
    ...(watch && { watch: (call) => watch({ ...call, install }) }),
  });
  const secrets = [...(among?.secrets ?? secretsOf(config)), ...alsoSecret];
  const withhold = createWithholder(secrets);
  const withholdOwn = createOwnWithholder(secrets);
  const location = config.guard.state.reveal();
  const state = among?.state ?? sharedState(location, haltFile);
  const store = state.get;
  const around = { vocabulary: vocabulary(addons), switches: config.guard, log };
  const path = config.guard.policy ?? shipped;
  function policyInForce(): PolicyInForce {
    if (path !== IN_STATE) return policyOfFile(path, { path: shipped, checked: shippedPolicy }, around);
    if (policyOfState === undefined) throw new Error('Nothing here follows a policy in the state.');
    return policyOfState(install ?? '', { store, now }, around);
  }
  const inForce = policyInForce();
  const installationId = installationIdOf(config.whmcs.url);
  const journal = createJournal({
    store,
    now,
    withhold,
    withholdOwn,
    log,
  });

  async function consoleUrl(): Promise<string | undefined> {
    if (config.approval.consoleUrl !== undefined) return config.approval.consoleUrl;
    return consoleAddress((await store()).sharedValues, now()).catch(() => undefined);
  }

  const key = keyFor(config, 'whmcs-mcp approvals');
  const approvals: Approvals = createApprovals({
    rows: async () => (await store()).approvals,
    changes: async () => (await store()).changes,
    installation: installationId,
    install,
    key,
    now,
    record: (event) => journal.note('approval', event),
    listeners,
    log,
  });

  const guard = createGuard({
    catalog,
    extras,
    policy: inForce.current,
    latestPolicy: inForce.latest,
    renewPolicy: inForce.renew,
    policyName: inForce.name,
    isExposed: inForce.isExposed,
    switches: config.guard,
    whmcs,
    clear,
    clearRead,
    installation: config.installation,
    installationId,
    install,
    elsewhere: among?.elsewhere,
    store,
    approvals,
    approvalWaitMs: config.approval.waitMs,
    consoleUrl,
    journal,
    notesInWhmcs: config.guard.tellsWhmcs,
    listsKeptMs: config.guard.listsKeptMs,
    digest: (tool, values) => digestOf(key, tool, values),
    withhold,
    withholdOwn,
    presenter: createPresenter({
      secrets,
      customFieldsShown: config.guard.customFieldsShown,
      lists: config.guard.lists,
      outsidersWrite: addons?.outsidersWrite,
      random: markId,
    }),
    log,
    now,
    observer,
  });
  let clockDoubted = false;
  function tellStart(): void {
    const tools = guard.list({ caller: LOCAL_CALLER }).length;
    const { revision } = inForce.current();
    log('info', 'start', { install, policy: inForce.place(), revision, tools });
    inForce.isExposed();
    if (guard.inShadow()) log('warn', 'shadow', { note: 'THE POLICY DENIES NOTHING: mode is shadow' });
  }
  const listing = guard.upToDate();
  if (listing === undefined) tellStart();
  else void listing.then(tellStart, (error) => log('error', 'tools.unloaded', { error }));

  /** Once the tools are there that the policy switches on. */
  function afterChange(listener: () => void): void {
    const loading = guard.upToDate();
    if (loading === undefined) listener();
    else void loading.then(listener, (error) => log('error', 'tools.unloaded', { error }));
  }

  return {
    guard,
    installation: installationId,
    undo: createUndo({
      catalog,
      extras,
      call: guard.call,
      journal,
      installation: installationId,
      store,
      log,
    }),
    approvals,
    journal,
    authenticator: once(async () => {
      const { openAuthenticator } = await import('./identities/callers/index.js');
      return openAuthenticator({
        state: store,
        oauth: config.oauth,
        knownForMs: config.http.tokenMemoryMs,
        now,
        log,
      });
    }),
    store,
    whmcsUrl: () => config.whmcs.url,
    isShared: location !== 'memory',
    consoleUrl: config.approval.consoleUrl,
    policy() {
      const current = inForce.current();
      const { revision, mode, grants } = current;
      const { fixed, published } = inForce;
      return {
        path: inForce.place(),
        revision,
        mode,
        grants: [...(grants?.keys() ?? [])],
        ...(fixed === undefined ? {} : { fixed }),
        ...(published === undefined ? {} : { published }),
        ...(current.names?.('context.client.group') ? { asksGroups: true } : {}),
      };
    },
    ...policyEdits({ inForce, journal, install }),
    async endTaint(caller, who) {
      const ended = await guard.taint.end(caller);
      if (ended) await journal.note('operator', { event: 'taint.cleared', caller, who });
      return ended;
    },
    async halt(who, reason) {
      await (await store()).killSwitch.halt(who, reason, now());
      await journal.note('operator', { event: 'halt', who, reason });
    },
    async resume(who) {
      const left = await (await store()).killSwitch.resume(who, now());
      await journal.note('operator', { event: 'resume', who });
      return left;
    },
    async pruneJournal() {
      const { entries, asOf } = await prune((await store()).journal, config.guard.journalDays, now());
      if (asOf !== undefined && !clockDoubted) log('warn', 'journal.clock_ahead', { pruned_as_of: asOf });
      clockDoubted = asOf !== undefined;
      if (entries > 0) log('info', 'journal.pruned', { entries, days: config.guard.journalDays });
    },
    loadEveryTool: async () => extras.load(EXTRA_SETS),
    everyCall: () => everyCall(addons),
    whmcsRestsFor: whmcs.restsFor,
    onPolicyChange: (listener) => inForce.onChange(() => afterChange(listener)),
    async close() {
      inForce.close();
      await guard.idle();
      await approvals.close();
      await whmcs.close();
      if (among === undefined) await state.close();
    },
  };
}

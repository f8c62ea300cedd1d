import { type Among, type App, build, type Ports, sharedState } from '../app.js';
import { type Config, secretsOf } from '../config/index.js';
import { everywhere, type Guard, type Undo } from '../guard/index.js';
import { policyOfState } from '../policy-in-force/in-state/index.js';
import { guardOfSeveral, type Member } from './several.js';

/** One of several WHMCS, with the whole configuration as it holds for that one. */
export interface Install {
  readonly name: string;
  readonly config: Config;
}

interface Built extends Member {
  readonly app: App;
}

type All = readonly [Built, ...Built[]];

/** A call is undone where it was made, and nowhere else. */
function undoOf(all: All): Undo {
  const [{ app: first }] = all;
  const appOf = (installation: string | undefined) =>
    all.find(({ app }) => app.installation === installation)?.app;
  const unknown = 'It is not known here in which WHMCS it was made, or that one is served here no more.';
  return {
    of(call) {
      const app = appOf(call.installation);
      // Of a read nothing is undone, wherever it was made.
      if (app === undefined) return call.risk === 'read' ? first.undo.of(call) : unknown;
      return app.undo.of(call);
    },
    async perform(call, who, channel, grant) {
      const app = appOf(call.installation);
      return app === undefined ? { done: false, says: unknown } : app.undo.perform(call, who, channel, grant);
    },
  };
}

/** Puts several WHMCS together over one state. Throws PolicyRefused where the policy of one can't be used. */
export function buildSeveral(
  installs: readonly [Install, ...Install[]],
  ports: Omit<Ports, 'among' | 'install' | 'policyOfState'>,
): App {
  const [{ config }] = installs;
  const state = sharedState(config.guard.state.reveal(), ports.haltFile);
  const secrets = [...new Set(installs.flatMap((install) => secretsOf(install.config)))];
  const guards = new Map<string, Guard>();
  const among = (name: string): Among => ({
    name,
    state,
    secrets,
    elsewhere: everywhere(() =>
      [...guards].filter(([other]) => other !== name).map(([, guard]) => guard.met),
    ),
  });
  const builtOf = ({ name, config: own }: Install): Built => {
    const app = build(own, { ...ports, policyOfState, among: among(name) });
    guards.set(name, app.guard);
    return { name, app, guard: app.guard };
  };
  const built: Built[] = [];
  try {
    for (const install of installs) built.push(builtOf(install));
  } catch (error) {
    for (const { app } of built) void app.close();
    throw error;
  }
  const all = built as unknown as All;
  const first = all[0].app;
  const appOf = (install: string | undefined) => all.find(({ name }) => name === install)?.app;
  const guard = guardOfSeveral(all);

  return {
    ...first,
    guard,
    undo: undoOf(all),
    policy(install) {
      // A grant opens what the policies show that have it.
      const grants = [...new Set(all.flatMap(({ app }) => app.policy().grants))];
      return appOf(install)?.policy() ?? { ...first.policy(), grants };
    },

    whmcsUrl: (install) => appOf(install)?.whmcsUrl(),

    async switchTool(tool, on, who, install) {
      const app = appOf(install);
      return app === undefined
        ? 'Say in which WHMCS the tool is to be switched.'
        : app.switchTool(tool, on, who);
    },

    policyText: async (install) => appOf(install)?.policyText(),

    async replacePolicy(replacement, install) {
      const app = appOf(install);
      return app === undefined ? 'Say of which WHMCS the policy is.' : app.replacePolicy(replacement);
    },

    async endTaint(caller, who) {
      const ended = await guard.taint.end(caller);
      if (ended) await first.journal.note('operator', { event: 'taint.cleared', caller, who });
      return ended;
    },

    /** As long as one of them works there is something to serve. */
    whmcsRestsFor(install) {
      if (install !== undefined) return appOf(install)?.whmcsRestsFor();
      const reasons = all.map(({ app }) => app.whmcsRestsFor());
      return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
    },

    async loadEveryTool() {
      for (const { app } of all) await app.loadEveryTool();
    },

    onPolicyChange(listener) {
      for (const { app } of all) app.onPolicyChange(listener);
    },

    async close() {
      await guard.idle();
      for (const { app } of all) await app.close();
      await state.close();
    },
  };
}

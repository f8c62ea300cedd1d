import { existsSync } from 'node:fs';
import type { Approvals } from '../../approvals/index.js';
import { SETTINGS } from '../../config/index.js';
import { createApprovers } from '../../identities/index.js';
import type { Host } from '../host.js';
import { openState, type State } from '../open-state.js';
import { serversOf } from '../servers.js';
import { settingsOf } from '../settings.js';
import type { Flags } from '../table/flags.js';
import { type Running, withApp } from '../with-app.js';

/** Where requests are, and the people who may decide on them. */
export interface Requests {
  readonly approvals: Pick<Approvals, 'get' | 'list' | 'vote'>;
  readonly approvers: ReturnType<typeof createApprovers>;
  /** False: only people of the identity provider approve, in the console. */
  readonly hasLocalApprovers: boolean;
}

type Setup = Flags<'sandbox' | 'env-file'>;

/** Whether a server could be started with what is set here; what is set and wrong is told by starting. */
function isConfigured(host: Host, flags: Setup): boolean {
  const { values } = settingsOf(host, flags);
  const { url, identifier, secret } = SETTINGS;
  return flags.sandbox === true || [url, identifier, secret].some(({ name }) => values[name] !== undefined);
}

const ofApp = async ({ app, config }: Running): Promise<Requests> => ({
  approvals: app.approvals,
  approvers: createApprovers((await app.store()).approvers),
  hasLocalApprovers: config.console.hasLocalApprovers,
});

const ofState = ({ approvals, store }: State): Requests => ({
  approvals,
  approvers: createApprovers(store.approvers),
  hasLocalApprovers: true,
});

const statesOf = (host: Host) =>
  [...new Set(serversOf(host).map(({ state }) => state))].filter((state) => existsSync(state));

/** Works on the requests of all those states at once. Resolves to the exit code. */
export async function withAllRequests(
  host: Host,
  flags: Setup,
  work: (all: readonly Requests[]) => Promise<number>,
): Promise<number> {
  const live = statesOf(host);
  const withStates = async (paths: readonly string[], own: readonly Requests[]): Promise<number> => {
    const [path, ...others] = paths;
    if (path === undefined) return work(own);
    const state = await openState(path);
    try {
      return await withStates(others, [...own, ofState(state)]);
    } finally {
      await state.close();
    }
  };
  if (!isConfigured(host, flags) && live.length > 0) return withStates(live, []);
  return withApp(host, flags, async (running) => {
    const own = running.config.guard.state.reveal();
    return withStates(
      live.filter((path) => path !== own),
      [await ofApp(running)],
    );
  });
}

/**
 * Works on the requests of the state that is configured here, then on those of each live server of this user, until `work`
 * resolves to an exit code: a person's shell seldom has the settings that a client starts its server with. Resolves to
 * undefined where none did.
 */
export async function withRequests(
  host: Host,
  flags: Setup,
  work: (requests: Requests) => Promise<number | undefined>,
): Promise<number | undefined> {
  const live = statesOf(host);
  if (isConfigured(host, flags) || live.length === 0) {
    let answer: number | undefined;
    const code = await withApp(host, flags, async (running) => {
      answer = await work(await ofApp(running));
      return answer ?? 0;
    });
    if (code !== 0 || answer !== undefined) return code;
  }
  for (const path of live) {
    const state = await openState(path);
    try {
      const answer = await work(ofState(state));
      if (answer !== undefined) return answer;
    } finally {
      await state.close();
    }
  }
  return undefined;
}

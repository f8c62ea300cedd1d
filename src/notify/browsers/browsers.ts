import { once } from '../../once.js';
import { plain, shortened } from '../../plain.js';
import type { Store } from '../../store/index.js';
import type { Outcome } from '../channels/channel.js';
import type { Message } from '../message.js';
import {
  browsersIn,
  changeBrowsers,
  idOf,
  type KeptBrowser,
  type Subscriber,
  type Subscription,
} from './kept.js';
import { areKeys, keysFrom, push, type Sent } from './push.js';
import { isPushService } from './services.js';

export interface BrowserPorts {
  store(): Promise<Pick<Store, 'leases' | 'sharedValues'>>;
  /** 32 bytes that all processes of the installation have and nobody else knows. */
  readonly secret: Uint8Array;
  /** An https or mailto address by which a push service reaches whoever sends. */
  readonly contact: string;
  /** Push services beside the usual ones. */
  readonly services: readonly string[];
  /** Whether they may still be told, and of whose callers; undefined where not. */
  welcome(subscriber: Subscriber): Promise<Pick<Subscriber, 'grants'> | undefined>;
  now(): Date;
  send?: typeof push;
}

/** A browser as its person sees it. */
export interface OwnBrowser {
  readonly id: string;
  readonly label: string;
  readonly seenAt: Date;
}

/** Browsers that people switched on to be told by. Rejects where the state can't be read or written. */
export interface Browsers {
  /** What browsers know the sender by, in base64url. */
  readonly publicKey: string;
  /** Resolves to a sentence where it is refused. */
  add(
    subscriber: Subscriber,
    browser: Subscription & { readonly label: string },
  ): Promise<string | undefined>;
  of(who: string): Promise<readonly OwnBrowser[]>;
  /** One of a person's, or all of theirs. */
  remove(who: string, id?: string): Promise<void>;
  /** They signed in again, perhaps in another way or for other callers. */
  signedIn(subscriber: Subscriber): Promise<void>;
  /** Tells everybody who may see the request, or those of them who are named. Never rejects. */
  tell(message: Message, to: readonly string[] | undefined, signal: AbortSignal): Promise<Outcome>;
}

const MOST_OF_ONE = 5;
const MOST = 200;
/** A browser of somebody who has not signed in for so long is told no more. */
const HOLDS_MS = 30 * 86_400_000;
const MOST_ENDPOINT = 1_000;

const subscriberIn = ({ who, by, grants }: KeptBrowser): Subscriber => ({
  who,
  by,
  grants: grants ?? undefined,
});

const isNamed = (who: string, to: readonly string[] | undefined): boolean =>
  to === undefined || to.some((one) => sameName(one) === sameName(who));

const sameName = (name: string) => name.normalize('NFKC').trim().toLowerCase();

const mayHear = (grants: readonly string[] | undefined, { request, grant }: Message): boolean =>
  request === undefined || grants === undefined || (grant !== undefined && grants.includes(grant));

/** What came of telling people: each of them needs one browser that took it. */
function outcomeOf(sent: readonly (Sent & { readonly who: string })[]): Outcome {
  const told = sent.filter(({ ok }) => ok);
  const people = new Set(sent.map(({ who }) => who));
  const missed = [...people].filter((who) => !told.some((one) => one.who === who));
  const all = `${sent.length} browser${sent.length === 1 ? '' : 's'}`;
  const count = told.length === sent.length ? all : `${told.length} of ${all}`;
  if (missed.length === 0) return { ok: true, says: count, retry: false };
  const failed = sent.filter(({ ok, who }) => !ok && missed.includes(who));
  const why = failed[0]?.says ?? 'no answer';
  return { ok: false, says: `${count}: ${why}`, retry: failed.some(({ retry }) => retry) };
}

/** `isUnasked`: nobody said that somebody must be told in a browser, so nobody need be there. */
export function createBrowsers(ports: BrowserPorts, { isUnasked }: { isUnasked: boolean }): Browsers {
  const { store, secret, contact, services, welcome, now, send = push } = ports;
  const keys = once(() => keysFrom(secret));

  /** Browsers that may be told, with the grants that hold now. Forgets all others. */
  async function current() {
    const state = await store();
    const kept = await browsersIn(state);
    const since = now().getTime() - HOLDS_MS;
    const welcomed = await Promise.all(
      kept.map(async (browser) => ({
        browser,
        still: browser.seenAt > since ? await welcome(subscriberIn(browser)) : undefined,
      })),
    );
    const over = welcomed.filter(({ still }) => still === undefined).map(({ browser }) => browser.id);
    if (over.length > 0)
      await changeBrowsers(state, (all) => all.filter(({ id }) => !over.includes(id)), now());
    return welcomed.flatMap(({ browser, still }) =>
      still === undefined || !isPushService(browser.endpoint, services)
        ? []
        : [{ ...browser, grants: still.grants }],
    );
  }

  async function tellAll(message: Message, to: readonly string[] | undefined, signal: AbortSignal) {
    const told = (await current()).filter(({ who, grants }) => isNamed(who, to) && mayHear(grants, message));
    if (told.length === 0) return { ok: isUnasked, says: 'nobody has switched it on', retry: false };
    const sent = await Promise.all(
      told.map(async (browser) => ({
        ...(await send(message, browser, { keys: keys(), contact }, signal)),
        id: browser.id,
        who: browser.who,
      })),
    );
    const gone = sent.filter(({ isGone }) => isGone).map(({ id }) => id);
    if (gone.length > 0)
      await changeBrowsers(await store(), (all) => all.filter(({ id }) => !gone.includes(id)), now());
    return outcomeOf(sent);
  }

  return {
    get publicKey() {
      return keys().publicKey;
    },
    async add({ who, by, grants }, { endpoint, p256dh, auth, label }) {
      if (endpoint.length > MOST_ENDPOINT || !areKeys({ p256dh, auth }))
        return 'The browser sent no way to tell it.';
      if (!isPushService(endpoint, services))
        return 'The push service of this browser is none that this server knows. docs/notify.md says how it is named.';
      const id = idOf(endpoint);
      const one: KeptBrowser = {
        id,
        who,
        by: { ...by },
        grants: grants === undefined ? null : [...grants],
        endpoint,
        p256dh,
        auth,
        label: shortened(plain(label), 60),
        seenAt: now().getTime(),
      };
      let refusal: string | undefined;
      await changeBrowsers(
        await store(),
        (all) => {
          const others = all.filter((other) => other.id !== id);
          // Of one person's the newest are kept; nobody can push out others'.
          const own = others.filter((other) => other.who === who).toSorted((a, b) => b.seenAt - a.seenAt);
          const kept = [...others.filter((other) => other.who !== who), ...own.slice(0, MOST_OF_ONE - 1)];
          if (kept.length < MOST) return [...kept, one];
          refusal = 'Too many browsers are told already.';
          return all;
        },
        now(),
      );
      return refusal;
    },
    async of(who) {
      return (await current())
        .filter((one) => one.who === who)
        .map(({ id, label, seenAt }) => ({ id, label, seenAt: new Date(seenAt) }));
    },
    async remove(who, id) {
      const isMeant = (one: KeptBrowser) => one.who === who && (id === undefined || one.id === id);
      await changeBrowsers(await store(), (all) => all.filter((one) => !isMeant(one)), now());
    },
    async signedIn({ who, by, grants }) {
      const state = await store();
      if (!(await browsersIn(state)).some((one) => one.who === who)) return;
      const renewed = {
        by: { ...by },
        grants: grants === undefined ? null : [...grants],
        seenAt: now().getTime(),
      };
      await changeBrowsers(
        state,
        (all) => all.map((one) => (one.who === who ? { ...one, ...renewed } : one)),
        now(),
      );
    },
    async tell(message, to, signal) {
      try {
        return await tellAll(message, to, signal);
      } catch {
        return { ok: false, says: 'the state could not be read', retry: true };
      }
    },
  };
}

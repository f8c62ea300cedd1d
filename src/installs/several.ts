import type { CallOptions, Guard, Session } from '../guard/index.js';
import { plain, shortened } from '../plain.js';
import { installIn, withInstall } from './argument.js';

type Caller = Pick<Session, 'caller'>;
type Listing = ReturnType<Guard['list']>;

/** The guard of one WHMCS, by its name. */
export interface Member {
  readonly name: string;
  readonly guard: Guard;
}

/** Listings that are remembered; callers beyond that are listed anew each time. */
const MOST_CALLERS = 1_000;
const MOST_SHOWN = 50;

const isShown = ({ guard }: Member, session: Caller, tool: string) =>
  guard.list(session).some(({ name }) => name === tool);

/** Each tool once, with the WHMCS whose policies show it to the caller. */
function union(members: readonly Member[], session: Caller): Listing {
  const tools = new Map<string, { tool: Listing[number]; names: string[] }>();
  for (const { name, guard } of members) {
    for (const tool of guard.list(session)) {
      const known = tools.get(tool.name) ?? { tool, names: [] };
      known.names.push(name);
      tools.set(tool.name, known);
    }
  }
  return Object.freeze([...tools.values()].map(({ tool, names }) => withInstall(tool, names)));
}

/** What a caller was shown last, and of which lists that was made. */
interface Shown {
  readonly of: readonly Listing[];
  readonly listing: Listing;
}

async function settled(all: readonly (Promise<void> | undefined)[]): Promise<void> {
  await Promise.all(all);
}

/**
 * One guard of several WHMCS. A call says by its argument `install` which of them it is for, and takes the path of that one
 * alone: its policy, its limits, its connection. Who is shown nothing in one of them is told nothing of it.
 */
export function guardOfSeveral(members: readonly [Member, ...Member[]]): Guard {
  const [first] = members;
  const guards = members.map(({ guard }) => guard);
  const shown = new Map<string, Shown>();

  function list(session: Caller): Listing {
    const of = guards.map((guard) => guard.list(session));
    const key = JSON.stringify(session.caller);
    const known = shown.get(key);
    if (known?.of.every((one, at) => one === of[at])) return known.listing;
    const listing = union(members, session);
    if (known !== undefined || shown.size < MOST_CALLERS) shown.set(key, { of, listing });
    return listing;
  }

  function upToDate(how?: 'lately' | 'now'): Promise<void> | undefined {
    const waiting = guards.map((guard) => guard.upToDate(how));
    return waiting.every((one) => one === undefined) ? undefined : settled(waiting);
  }

  /** Why a call can't be told to be for one of them. */
  function problemOf(session: Session, tool: string, install: string | undefined): string {
    const names = members.filter((member) => isShown(member, session, tool)).map(({ name }) => name);
    const name = shortened(plain(tool), MOST_SHOWN);
    if (names.length === 0) return `There is no tool "${name}". tools/list names them all.`;
    const said = install === undefined ? '' : `"${shortened(plain(install), MOST_SHOWN)}" is none of them; `;
    return `${name} was not called. install: ${said}say which WHMCS is meant: ${names.join(', ')}.`;
  }

  async function call(session: Session, name: string, args: unknown, options?: CallOptions) {
    const { install, rest } = installIn(args);
    await upToDate();
    const asked = members.find((one) => one.name === install)?.guard;
    // It may have been shown something for less than 50 ms; where nobody can tell, it has not.
    if (asked?.list(session).length === 0) await asked.upToDate('now')?.catch(() => undefined);
    const visible = members.filter(({ guard }) => guard.list(session).length > 0);
    const member = visible.find((one) => one.name === install);
    if (member !== undefined) return member.guard.call(session, name, rest, options);
    // Whom nothing is shown anywhere is told why.
    if (visible.length === 0) return first.guard.call(session, name, rest, options);
    return first.guard.refuse(session, name, problemOf(session, name, install), options);
  }

  return {
    list,
    upToDate,
    call,
    installs: members.map(({ name }) => name),
    refuse: first.guard.refuse,
    met: first.guard.met,
    states: (session) =>
      members.flatMap(({ name: install, guard }) =>
        guard.states(session).map((state) => ({ install, ...state })),
      ),
    inShadow: () => guards.some((guard) => guard.inShadow()),

    async limits(which, caller) {
      const all = await Promise.all(
        members.map(async ({ name: install, guard }) =>
          (await guard.limits(which, caller)).map((limit) => ({ install, ...limit })),
        ),
      );
      return all.flat();
    },

    taint: {
      async list() {
        const all = await Promise.all(guards.map((guard) => guard.taint.list()));
        return all.flat().toSorted((one, other) => other.last.getTime() - one.last.getTime());
      },
      // What has reached a caller is in its context, wherever it was read: it ends everywhere or nowhere.
      async end(caller) {
        const ended = await Promise.all(guards.map((guard) => guard.taint.end(caller)));
        return ended.some(Boolean);
      },
    },

    unwritten() {
      const all = guards.map((guard) => guard.unwritten());
      return {
        count: all.reduce((sum, { count }) => sum + count, 0),
        oldestMs: Math.max(...all.map(({ oldestMs }) => oldestMs)),
      };
    },

    held: {
      async sendDue() {
        await Promise.all(guards.map((guard) => guard.held.sendDue()));
      },
      async edit(id, edits, by) {
        for (const guard of guards) {
          const found = await guard.held.edit(id, edits, by);
          if (found !== undefined) return found;
        }
        return undefined;
      },
      editable: first.guard.held.editable,
    },

    async sweep() {
      for (const guard of guards) await guard.sweep();
    },

    async idle() {
      await Promise.all(guards.map((guard) => guard.idle()));
    },
  };
}

import type { Route } from '../http/index.js';
import { answer } from './answer.js';
import { isStateReachable, type Watched } from './standing.js';

/** Why no calls should be sent here, in words of ours: whoever asks need prove nothing. */
export type Unready = 'stopping' | 'state_unreachable' | 'whmcs_resting';

export interface Health {
  readonly routes: readonly Route[];
  /** Tells balancers to send nothing new. */
  stop(): void;
}

/** Whoever asks more often has the same answer, so that nobody can make the state work by asking. */
const HOLDS_MS = 1_000;

/**
 * `/healthz` answers as long as the process does: to start it again mends nothing else. `/readyz` is 503 while calls would
 * fail: the state does not answer, WHMCS is left alone for a while, or the server stops.
 */
export function createHealth(
  watched: Pick<Watched, 'store' | 'whmcsRestsFor'>,
  now: () => number = () => performance.now(),
): Health {
  let isStopping = false;
  let looked: { readonly at: number; readonly reachable: Promise<boolean> } | undefined;

  function isReachable(): Promise<boolean> {
    if (looked === undefined || now() - looked.at >= HOLDS_MS)
      looked = { at: now(), reachable: isStateReachable(watched) };
    return looked.reachable;
  }

  async function reasons(): Promise<Unready[]> {
    const isReached = await isReachable();
    return [
      ...(isStopping ? (['stopping'] as const) : []),
      ...(isReached ? [] : (['state_unreachable'] as const)),
      ...(watched.whmcsRestsFor() === undefined ? [] : (['whmcs_resting'] as const)),
    ];
  }

  const JSON_TYPE = 'application/json';
  return {
    stop() {
      isStopping = true;
    },
    routes: [
      {
        path: '/healthz',
        methods: ['GET', 'HEAD'],
        isForProbes: true,
        handle: (_request, response) => answer(response, 200, '{"status":"alive"}\n', JSON_TYPE),
      },
      {
        path: '/readyz',
        methods: ['GET', 'HEAD'],
        isForProbes: true,
        async handle(_request, response) {
          const why = await reasons();
          const told = why.length === 0 ? { status: 'ready' } : { status: 'not ready', reasons: why };
          answer(response, why.length === 0 ? 200 : 503, `${JSON.stringify(told)}\n`, JSON_TYPE);
        },
      },
    ],
  };
}

import { exact } from '../../plain.js';
import type { StoredApproval } from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { columns } from '../terminal/columns.js';
import { paintFor } from '../terminal/paint.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { withAllRequests } from './reach.js';
import { rowOf } from './row.js';

const LOOKED_AT = 50;

/** Prints each request that waits, and from then on each that is asked or decided, until a signal comes; a line each. */
export function watchApprovals(host: Host, flags: Flags<'json' | 'sandbox' | 'env-file'>): Promise<number> {
  const paint = paintFor(host, host.stdout);
  const known = new Map<string, string>();
  const isNews = ({ id, state }: StoredApproval, isFirst: boolean) =>
    known.get(id) !== state && (!isFirst || state === 'pending');
  return withAllRequests(host, flags, async (all) => {
    let isFirst = true;
    await untilStopped(host, async () => {
      const found = (
        await Promise.all(all.map(({ approvals }) => approvals.list({ limit: LOOKED_AT })))
      ).flat();
      const news = found.filter((one) => isNews(one, isFirst));
      news.sort((a, b) => a.askedAt.getTime() - b.askedAt.getTime());
      for (const { id, state } of found) known.set(id, state);
      const now = new Date();
      host.stdout.write(
        flags.json
          ? news.map((one) => `${exact(one)}\n`).join('')
          : columns(news.map((one) => rowOf(one, now, paint))),
      );
      if (isFirst && !flags.json)
        host.stderr.write(
          'Waiting for requests. Ctrl-C ends it; whmcs-mcp approvals show ID tells more of one.\n',
        );
      isFirst = false;
    });
    return EXIT.done;
  });
}

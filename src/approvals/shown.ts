import { z } from 'zod';
import { once } from '../once.js';
import type { StoredApproval } from '../store/index.js';
import type { ShownRequest } from './approvals.js';

// Another version of this program may have written a row: what it lacks stays empty and is no error.
const shownSchema = once(() => {
  const texts = z.array(z.string()).catch([]);
  const line = z.object({
    tool: z.string(),
    title: z.string(),
    sentences: texts,
    irreversible: texts,
    gentler: z.string().optional().catch(undefined),
    details: z.array(z.object({ label: z.string(), value: z.string() })).catch([]),
    missing: z.string().optional().catch(undefined),
  });
  return z.object({
    args: z.record(z.string(), z.unknown()).catch({}),
    install: z.string().optional().catch(undefined),
    exact: z.string().optional().catch(undefined),
    replaces: z.string().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
    program: z.string().optional().catch(undefined),
    grants: z.array(z.string()).optional().catch(undefined),
    records: z.array(z.string()).optional().catch(undefined),
    denied: z
      .array(
        z.object({
          record: z.string(),
          requests: z.number(),
          last: z.object({
            id: z.string(),
            who: z.string(),
            at: z.iso.datetime(),
            reason: z.string(),
            grant: z.string().optional(),
          }),
        }),
      )
      .optional()
      .catch(undefined),
    preview: z
      .object({
        title: z.string().catch(''),
        sentences: texts,
        irreversible: texts,
        gentler: z.string().optional().catch(undefined),
        details: z.array(z.object({ label: z.string(), value: z.string() })).catch([]),
        snapshot: z.record(z.string(), z.string()).catch({}),
        missing: z.string().optional().catch(undefined),
        lines: z.array(line).optional().catch(undefined),
        reads: z.number().catch(0),
      })
      .catch({
        title: '',
        sentences: [],
        irreversible: [],
        details: [],
        snapshot: {},
        missing: 'What people were shown can not be read.',
        reads: 0,
      }),
  });
});

/** What people are shown of a stored request. */
export function shownOf({ shown }: Pick<StoredApproval, 'shown'>): ShownRequest {
  return shownSchema().parse(shown);
}

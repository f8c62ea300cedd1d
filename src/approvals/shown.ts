import { z } from 'zod';
import type { StoredApproval } from '../store/index.js';
import type { Shown } from './approvals.js';

const texts = z.array(z.string()).catch([]);

// A row may have been written by another version of this program: what it lacks is left empty, never an error.
const SHOWN = z.object({
  args: z.record(z.string(), z.unknown()).catch({}),
  message: z.string().optional().catch(undefined),
  preview: z
    .object({
      title: z.string().catch(''),
      sentences: texts,
      irreversible: texts,
      gentler: z.string().optional().catch(undefined),
      details: z.array(z.object({ label: z.string(), value: z.string() })).catch([]),
      snapshot: z.record(z.string(), z.string()).catch({}),
      missing: z.string().optional().catch(undefined),
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

/** What a request was opened with. */
export function shownOf({ shown }: Pick<StoredApproval, 'shown'>): Shown {
  return SHOWN.parse(shown);
}

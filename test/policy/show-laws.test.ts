import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/policy/index.js';
import { policyOf, RANK } from './desk.js';
import { document, erasure, payment } from './random.js';

const RUNS = { numRuns: 200 };

describe('laws of what is shown by name', () => {
  const shown = document.map(({ show: _show, ...rest }) => ({
    plain: rest,
    named: { ...rest, show: ['wipe'] },
  }));

  test('what is shown by name is as if the switch named it: let through by a person, or not at all', () => {
    let lifted = 0;
    fc.assert(
      fc.property(shown, erasure, ({ plain, named }, request) => {
        const [before, after] = [decide(policyOf(plain), request), decide(policyOf(named), request)];
        const switched = decide(policyOf(plain), { ...request, switches: { destructive: ['wipe'] } });
        expect(after.outcome).toBe(switched.outcome);
        expect(after.outcome).not.toBe('allow');
        const own = { rule: '', asked: [], message: '', preview: '' };
        expect({ ...after.approval, ...own }).toEqual({ ...switched.approval, ...own });
        if (after.outcome === 'approval') expect(after.approval?.preview).toBe('required');
        if (RANK[after.outcome] < RANK[before.outcome]) {
          expect(before.outcome).toBe('hidden');
          lifted += 1;
        }
      }),
      RUNS,
    );
    expect(lifted).toBeGreaterThan(5);
  });

  test('what is shown by name changes nothing of another tool', () => {
    fc.assert(
      fc.property(shown, payment, ({ plain, named }, request) => {
        const [before, after] = [plain, named].map((each) => decide(policyOf(each), request));
        expect({ ...after, revision: '' }).toEqual({ ...before, revision: '' });
      }),
      RUNS,
    );
  });
});

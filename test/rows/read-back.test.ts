import { expect, test } from 'vitest';
import { required } from '../recorder.js';
import { cases, ownCases } from './cases.js';
import { catalog, staged, writes } from './stage.js';

test('each tool that is no read has a case here, a place to look, and a way back or a reason why not', () => {
  expect(Object.keys(cases).sort()).toEqual(writes.map((tool) => tool.name).sort());
  const named = required.filter(({ riskClass }) => riskClass !== 'read').map(({ tool }) => tool);
  expect(Object.keys(ownCases).sort()).toEqual(named.sort());
  for (const tool of catalog.values()) {
    expect(tool.readBack !== undefined, tool.name).toBe(tool.risk !== 'read');
    expect(tool.undo !== undefined, tool.name).toBe(tool.risk !== 'read');
  }
});

test.each(Object.entries(cases))(
  '%s: reading back tells a lost call from one that was made',
  async (tool, it) => {
    const { sandbox, make, lookUp, prior } = await staged();
    const call = { tool, args: it.call(sandbox.state) };

    const kept = it.compares === true ? await prior(call) : undefined;
    const before = await lookUp(call, kept);
    expect(before?.done, before?.says).toBe(it.before);
    await make(call);
    const after = await lookUp(call, kept);

    expect(after?.done, after?.says).toBe(it.after);
    // Ids, dates and statuses: nothing of what people typed.
    expect(`${before?.says} ${after?.says}`).toMatch(/^[\w .:,'-]*$/);
    expect(`${before?.says} ${after?.says}`).not.toMatch(
      /oneill|example|Newtown|offer|spam|not-real|dusted/i,
    );
  },
);

import type { ApprovalGate, GatePorts } from './gate.js';

/** The gate, loaded for the first call that needs a person: what previews and requests take is a part of each start otherwise. */
export function gateOnUse(ports: GatePorts): ApprovalGate {
  let opened: ApprovalGate | undefined;

  async function gate(): Promise<ApprovalGate> {
    const { createApprovalGate } = await import('./gate.js');
    opened ??= createApprovalGate(ports);
    return opened;
  }

  return {
    pass: async (call) => (await gate()).pass(call),
    hold: async (call, held) => (await gate()).hold(call, held),
    preview: async (call) => (await gate()).preview(call),
    answer: async (tool, approval, line) => (await gate()).answer(tool, approval, line),
    drift: async (call, seen) => (await gate()).drift(call, seen),
    close: () => opened?.close(),
  };
}

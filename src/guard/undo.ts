import type { CallView } from '../audit/index.js';
import { isDamaged } from '../catalog/index.js';
import type { UndoCall, UndoChannel, Undone, UndoPorts } from './undoing/terms.js';

/** Undoes calls of the journal. */
export interface Undo {
  /** The call that undoes one; or, as a sentence, why there is none. */
  of(call: CallView): UndoCall | string;
  /**
   * Makes that call through the guard, as any other: the policy judges it and may ask a person. `who` is the person who
   * wants it, `channel` where they said so, `grant` what narrows it. `says` is a sentence for them.
   */
  perform(call: CallView, who: string, channel?: UndoChannel, grant?: string): Promise<Undone>;
}

export function createUndo(ports: UndoPorts): Undo {
  function of(call: CallView): UndoCall | string {
    const { undo } = ports.catalog.get(call.tool) ?? ports.extras.actions.get(call.tool) ?? {};
    if (call.risk === 'read' || undo === undefined) return `${call.tool} changed nothing.`;
    if (call.installation !== undefined && call.installation !== ports.installation)
      return 'It was made in another WHMCS than the one that is worked on here.';
    if (call.state !== 'done') return `That call is ${call.state}: there is nothing certain to undo.`;
    if (typeof undo === 'string') return undo;
    if (undo.before !== undefined && call.before === undefined) {
      return 'What it replaced could not be read at the time, so it is not known what to set back.';
    }
    const way = undo.call(call.args, call.before ?? {}, call.result?.after ?? {});
    if (typeof way === 'string') return way;
    if (isDamaged(way.args)) {
      return 'What it replaced was read with damaged characters, and is not written back; a person can set it in WHMCS.';
    }
    const leaves = [way.leaves, undo.leaves].filter((part) => part !== undefined).join(' ');
    return leaves === '' ? way : { ...way, leaves };
  }

  return {
    of,
    async perform(call, who, channel = 'cli', grant) {
      const way = of(call);
      if (typeof way === 'string') return { done: false, says: way };
      // Loaded once somebody undoes: agents don't.
      const { undoAlone } = await import('./undoing/index.js');
      return undoAlone(ports, call, way, { who, channel, grant });
    },
  };
}

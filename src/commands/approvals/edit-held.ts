import { refusalText } from '../../approvals/index.js';
import { createApprovers } from '../../identities/index.js';
import { exactLines, plain } from '../../plain.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { withApp } from '../with-app.js';
import { decider } from './requests.js';

const NONE = 'There is no such held mail. whmcs-mcp held lists what there is.';

/** `message=Dear Ann` as a name and its text. Throws a CommandError. */
function editIn(word: string): [string, string] {
  const at = word.indexOf('=');
  if (at < 1)
    throw new CommandError(`say which text and how it reads: message="…", not ${plain(word)}.`, EXIT.usage);
  return [word.slice(0, at), word.slice(at + 1)];
}

/** Puts other words into held mail: what leaves then is what the person wrote. */
export function editHeld(
  host: Host,
  flags: Flags<'as' | 'json' | 'sandbox' | 'env-file'>,
  id: string,
  words: readonly string[],
): Promise<number> {
  return withApp(host, flags, async ({ app, config }) => {
    if ((await app.approvals.get(id))?.held === undefined) throw new CommandError(NONE);
    const edits = Object.fromEntries(words.map(editIn));
    const person = await decider(host, flags, {
      approvals: app.approvals,
      approvers: createApprovers((await app.store()).approvers),
      hasLocalApprovers: config.console.hasLocalApprovers,
    });
    const edited = await app.guard.held.edit(id, edits, { ...person, channel: 'cli' });
    if (edited === undefined) throw new CommandError(NONE);
    if ('problem' in edited) throw new CommandError(edited.problem, EXIT.refused);
    if (!edited.counted) throw new CommandError(refusalText(edited.why, 'cli'), EXIT.refused);
    const { approval } = edited;
    host.stdout.write(
      flags.json
        ? `${exactLines(approval)}\n`
        : `It is ${approval.id} now, and leaves with your words at ${approval.held?.dueAt.toISOString()}, or once you release it.\n`,
    );
    return EXIT.done;
  });
}

import type { Config } from '../../config/index.js';
import {
  deliver,
  type NamedChannel,
  type Outcome,
  pushServices,
  readNotify,
  testMessage,
  unaskedSettings,
} from '../../notify/index.js';
import { plain } from '../../plain.js';
import { didYouMean } from '../../spelling.js';
import { configured } from '../configured.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import { openState } from '../open-state.js';
import { settingsOf, tellWarnings } from '../settings.js';
import type { Flags } from '../table/flags.js';
import { printJson } from '../terminal/answer.js';
import { browsersOf } from './browsers.js';

interface Told extends Outcome {
  readonly channel: string;
  readonly type: string;
}

/** The channels to try: all, or the one that was named. */
function chosen(channels: ReadonlyMap<string, NamedChannel>, name: string | undefined): NamedChannel[] {
  if (name === undefined) return [...channels.values()];
  const one = channels.get(name);
  if (one !== undefined) return [one];
  const guess = didYouMean(name, channels.keys());
  throw new CommandError(
    `there is no channel "${plain(name)}".${guess} There are: ${[...channels.keys()].join(', ')}.`,
    EXIT.usage,
  );
}

function print(host: Host, told: readonly Told[]): void {
  const width = Math.max(...told.map(({ channel, type }) => `${channel} (${type})`.length));
  for (const { channel, type, ok, says } of told) {
    const name = `${channel} (${type})`.padEnd(width);
    host.stdout.write(`${name}  ${ok ? 'told' : 'NOT TOLD'}: ${says}\n`);
  }
}

/** Tries channels. The state is opened where it says whom to tell. */
async function tell(
  channels: readonly NamedChannel[],
  { config, now }: { config: Config; now: Date },
): Promise<Told[]> {
  const message = testMessage(config.approval.consoleUrl, now);
  const services = pushServices(channels);
  const state = services === undefined ? undefined : await openState(config.guard.state.reveal());
  const browsers =
    services &&
    state &&
    browsersOf({ store: async () => state.store }, config, { services, isUnasked: false });
  try {
    return await Promise.all(
      channels.map(async (channel) => {
        const outcome = await deliver(channel, message, { now, browsers });
        return { channel: channel.name, type: channel.type, ...outcome };
      }),
    );
  } finally {
    await state?.close();
  }
}

/** Tells people something by the channels of GUARD_NOTIFY, and says what came of each. */
export async function testNotify(
  host: Host,
  flags: Flags<'json' | 'env-file'>,
  name: string | undefined,
): Promise<number> {
  const settings = settingsOf(host, flags);
  const read = await configured(host, settings.values, undefined);
  const problems = [...settings.problems, ...('problems' in read ? read.problems : [])];
  if ('problems' in read || problems.length > 0) throw new CommandError(problems.join('\n'));
  tellWarnings(host, [...settings.warnings, ...read.warnings]);
  const { notify, consoleUrl } = read.config.approval;
  if (notify === undefined) {
    host.stderr.write(
      'whmcs-mcp: GUARD_NOTIFY is not set: it names a file that says who is told of requests, as docs/notify.md shows. Without it only people who switched it on in the console are told, in their browsers.\n',
    );
  }
  const found = notify === undefined ? unaskedSettings() : readNotify(notify, settings.values);
  if ('problems' in found) throw new CommandError(found.problems.join('\n'));
  const now = new Date();
  const told = await tell(chosen(found.channels, name), { config: read.config, now });
  if (flags.json) {
    const shown = told.map(({ channel, type, ok, says }) => ({ channel, type, ok, says }));
    printJson(host, shown);
  } else print(host, told);
  if (consoleUrl === undefined) {
    host.stderr.write(
      'whmcs-mcp: GUARD_CONSOLE_URL is not set: links in messages lead to a console of this machine, and to nothing where none runs.\n',
    );
  }
  return told.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
}

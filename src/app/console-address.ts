import type { SharedValues } from '../store/index.js';

/** The name of the value by which a console tells other processes where it is. */
const NAME = 'console';
const HEARTBEAT_MS = 20_000;
/** A console that has not been heard of for this long is gone. */
const STALE_MS = 3 * HEARTBEAT_MS;
/** Stands there once a console has ended. */
const NOWHERE = '';

/** Where a console runs that has been heard of lately; undefined where none has. */
export async function consoleAddress(values: SharedValues, now: Date): Promise<string | undefined> {
  const told = await values.get(NAME);
  const isFresh = told !== undefined && now.getTime() - told.at.getTime() < STALE_MS;
  return isFresh && told.value !== NOWHERE ? told.value : undefined;
}

/**
 * Tells other processes of the state where the console is, until it is ended: then that it is nowhere. Another one that runs is
 * heard of again with its next heartbeat.
 */
export async function tellConsoleAddress(values: SharedValues, url: string): Promise<() => Promise<void>> {
  // Whether people find it does not decide whether it runs.
  const tell = (value: string) => values.put(NAME, value, new Date()).catch(() => undefined);
  await tell(url);
  const heartbeat = setInterval(tell, HEARTBEAT_MS, url);
  return async () => {
    clearInterval(heartbeat);
    const told = await values.get(NAME).catch(() => undefined);
    if (told?.value === url) await tell(NOWHERE);
  };
}

import { whyNot } from '../system/index.js';
import { type Change, isUnreadable } from './changes.js';
import {
  type ClientFile,
  entryText,
  filesOfClients,
  hasForeignEntry,
  installedClients,
  Unchangeable,
  withServer,
} from './clients/entries.js';
import type { Machine } from './clients/machine.js';
import { CLIENTS, type ServerCommand } from './clients/table.js';
import { SetupFault } from './fault.js';
import { textOf } from './files/replace.js';
import type { Person, Screen } from './terminal/person.js';

export interface ClientPorts {
  readonly machine: Machine;
  readonly person: Person | undefined;
  readonly screen: Screen;
}

/** Which entry it is about. */
export interface Entry {
  /** Its name in each file. */
  readonly name: string;
  /** Undefined: the entry goes. */
  readonly server: ServerCommand | undefined;
  /** Our main file, by which an entry is known as ours. */
  readonly main: string;
}

export interface ClientChange extends Change {
  readonly file: ClientFile;
}

function idsOf(list: string): string[] {
  const ids = list.split(/[\s,]+/).filter(Boolean);
  const known = CLIENTS.map(({ id }) => id);
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong !== undefined)
    throw new SetupFault(
      `--clients: there is no client ${wrong}. There are: ${known.join(', ')}, all, none.`,
      'usage',
    );
  return ids;
}

/** The files to change: of the clients that were named, or that a person chose of those that are here. */
export async function chooseClients({ machine, person, screen }: ClientPorts, given: string | undefined) {
  const installed = installedClients(machine);
  const ids = [...new Set(installed.map(({ client }) => client.id))];
  if (given === 'none') return [];
  if (given !== undefined && given !== 'all') return filesOfClients(idsOf(given), machine);
  if (ids.length === 0) {
    screen.warn('No client that is known here was found on this machine.');
    return [];
  }
  if (given === 'all' || person === undefined) return installed;
  const chosen = await person.chooseSome({
    message: 'Which of these programs shall use it? Space marks, Enter goes on',
    choices: ids.map((id) => {
      const files = installed.filter(({ client }) => client.id === id);
      return {
        value: id,
        label: files[0]?.client.name ?? id,
        hint: files.map(({ path }) => path).join(', '),
      };
    }),
    initial: ids,
  });
  return filesOfClients(chosen, machine);
}

/** Whether an entry of that name may be replaced that starts another program. */
async function mayReplace({ person, screen }: ClientPorts, { client, path }: ClientFile, name: string) {
  const says = `${client.name} has an entry "${name}" that starts something else (${path}).`;
  if (person === undefined) {
    screen.bad(`${says} It was left alone: take it out, or give this one another name with --name.`);
    return false;
  }
  return person.agree({ message: `${says} Replace it?`, initial: false });
}

/** The changes to the files of clients, and whether all of them can be made. Those that can't are told, and left alone. */
export async function clientChanges(
  ports: ClientPorts,
  files: readonly ClientFile[],
  { name, server, main }: Entry,
): Promise<{ changes: ClientChange[]; isWhole: boolean }> {
  const changes: ClientChange[] = [];
  let isWhole = true;
  for (const file of files) {
    const { client, path } = file;
    try {
      const text = textOf(path);
      if (text === undefined && server === undefined) continue;
      const isForeign = (now: string) => hasForeignEntry(file, now, { name, main });
      if (isForeign(text ?? '') && !(await mayReplace(ports, file, name))) {
        isWhole = false;
        continue;
      }
      // What another program was started with, such as its variables, is nothing of ours.
      const edit = (now: string) =>
        withServer(file, isForeign(now) ? withServer(file, now, name, undefined) : now, name, server);
      edit(text ?? '');
      changes.push({ file, path, about: `what ${client.name} reads`, edit });
    } catch (error) {
      if (!(error instanceof Unchangeable) && !isUnreadable(error)) throw error;
      isWhole = false;
      const why =
        error instanceof Unchangeable
          ? `${path} ${error.message}`
          : `${path} can't be read: ${whyNot(error)}`;
      ports.screen.bad(`${client.name} was left alone: ${why}.`);
      if (server !== undefined)
        ports.screen.lines('Add this to it yourself:', entryText(file, name, server).split('\n'));
    }
  }
  return { changes, isWhole };
}

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml, stringify } from 'smol-toml';
import { type EntryEdit, entryIn, isObject, Unchangeable, withoutMark } from './document.js';
import { editJsonc } from './jsonc.js';
import type { Machine } from './machine.js';
import { CLIENTS, type ClientRow, type ServerCommand } from './table.js';
import { editToml } from './toml.js';

/** A file of a client on this machine, which names its servers. */
export interface ClientFile {
  readonly client: ClientRow;
  readonly path: string;
}

/** The files of a client, whether it is here or not. */
function filesOf(client: ClientRow, machine: Machine): ClientFile[] {
  return client
    .files(machine)
    .map((spellings) => ({ client, path: spellings.find((path) => existsSync(path)) ?? spellings[0] }));
}

/** The clients that are installed here, each with the files that it reads. */
export function installedClients(machine: Machine): ClientFile[] {
  return CLIENTS.flatMap((client) => {
    const files = filesOf(client, machine);
    const signs = client.signs?.(machine);
    if (signs?.some((path) => existsSync(path))) return files;
    return files.filter(({ path }) => existsSync(signs === undefined ? dirname(path) : path));
  });
}

/** The files of the clients of these ids: those that are there, and else the one that the client would read first. */
export function filesOfClients(ids: readonly string[], machine: Machine): ClientFile[] {
  const installed = installedClients(machine);
  return ids.flatMap((id) => {
    const here = installed.filter(({ client }) => client.id === id);
    const all = CLIENTS.filter((client) => client.id === id).flatMap((client) => filesOf(client, machine));
    return here.length > 0 ? here : all.slice(0, 1);
  });
}

const editOf = ({ client }: ClientFile, name: string, server: ServerCommand | undefined): EntryEdit => ({
  keys: client.keys,
  otherKeys: client.otherKeys,
  name,
  entry: server && client.entry(server),
});

/**
 * The text of a client's file with the server in it, or without it where none is given. Throws an Unchangeable where the file is
 * broken, or is written in a way that we don't follow.
 */
export function withServer(
  file: ClientFile,
  text: string,
  name: string,
  server: ServerCommand | undefined,
): string {
  const edit = editOf(file, name, server);
  try {
    return file.client.format === 'toml' ? editToml(text, edit) : editJsonc(text, edit);
  } catch (error) {
    // What the stack has no room for.
    if (error instanceof RangeError) throw new Unchangeable('is nested too deeply to be followed');
    throw error;
  }
}

/** Our name as a whole: other programs for WHMCS have names that begin or end with it. */
const OUR_NAME = /(?<![\w.-])whmcs-mcp(?![\w-])/;

/** Whether an entry starts this program, whose main file is `main`. */
export function startsUs(entry: unknown, main: string): boolean {
  if (!isObject(entry)) return false;
  const starts = JSON.stringify([entry.command, entry.args]);
  return OUR_NAME.test(starts) || starts.includes(JSON.stringify(main));
}

/** Whether an entry calls a server, or starts one. */
const isServer = (entry: unknown) =>
  !isObject(entry) || ['command', 'url', 'httpUrl', 'serverUrl'].some((key) => key in entry);

/** Whether a file has an entry of that name which starts, or calls, something else than this program. */
export function hasForeignEntry(
  file: ClientFile,
  text: string,
  { name, main }: { name: string; main: string },
): boolean {
  try {
    const document = file.client.format === 'toml' ? parseToml(text) : parseJsonc(withoutMark(text));
    const entry = entryIn(document, editOf(file, name, undefined));
    return entry !== undefined && isServer(entry) && !startsUs(entry, main);
  } catch {
    return false;
  }
}

/** The entry as a person would put it into the file by hand. */
export function entryText({ client }: ClientFile, name: string, server: ServerCommand): string {
  const entry = { [name]: client.entry(server) };
  const whole = client.keys.reduceRight<unknown>((value, key) => ({ [key]: value }), entry);
  return (client.format === 'toml' ? stringify(whole as object) : JSON.stringify(whole, null, 2)).trim();
}

export { Unchangeable };

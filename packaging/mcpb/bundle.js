import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb';

// Packs the built server into a bundle that clients such as Claude Desktop install by a double click: `npm run bundle [FILE]`.
// The packer checks the manifest beside this file first, and exits with 1 where that is not valid.

const ROOT = resolve(import.meta.dirname, '../..');
const OUTPUT = resolve(process.argv[2] ?? 'release/whmcs-mcp.mcpb');

/** What of a package is only for building it again, by folder. */
const SOURCES = ['@photostructure/sqlite/src', 'node-addon-api'].map((path) =>
  join(ROOT, 'node_modules', path),
);

/** @param {string} folder */
const dependenciesOf = (folder) =>
  Object.keys(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies ?? {}).map((name) =>
    join(ROOT, 'node_modules', name),
  );

/**
 * The folders of all packages that one needs where it runs.
 *
 * @param {string} folder
 * @returns {string[]}
 */
const neededBy = (folder) =>
  dependenciesOf(folder).flatMap((path) => (SOURCES.includes(path) ? [] : [path, ...neededBy(path)]));

const stage = mkdtempSync(join(tmpdir(), 'whmcs-mcp-bundle-'));
process.on('exit', () => rmSync(stage, { recursive: true, force: true }));

/** @param {string} path @param {string} to */
const put = (path, to) =>
  cpSync(path, join(stage, to), {
    recursive: true,
    dereference: true,
    filter: (one) => !SOURCES.some((source) => one === source || one.startsWith(source + sep)),
  });

for (const name of ['dist', 'policies', 'package.json', 'LICENSE']) put(join(ROOT, name), name);
put(join(import.meta.dirname, 'manifest.json'), 'manifest.json');
for (const folder of new Set(neededBy(ROOT))) put(folder, folder.slice(ROOT.length + 1));

mkdirSync(dirname(OUTPUT), { recursive: true });
const isPacked = await packExtension({ extensionPath: stage, outputPath: OUTPUT, silent: true });
process.stdout.write(isPacked ? `${OUTPUT}\n` : 'The bundle could not be packed.\n');
process.exitCode = isPacked ? 0 : 1;

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = import.meta.dirname;

const IMPORT = /^(\.{1,2}\/.*)\?(text|base64|script|data|file)$/;
const MODULE = /^(text|base64|script|data|file)-of:(.*)\.js$/;

/**
 * The script of an entry module for browsers, and the files it was made of.
 *
 * @param {string} entry
 */
async function bundled(entry) {
  const bundle = await rolldown({ input: entry, platform: 'browser' });
  try {
    const { output } = await bundle.generate({ format: 'iife' });
    return { text: output[0].code, files: await bundle.watchFiles };
  } finally {
    await bundle.close();
  }
}

/**
 * A module that exports a function, which parses a text when it is first called.
 *
 * @param {string} text
 */
const readOnce = (text) => `let data;
export default () => (data ??= JSON.parse(${text}));`;

let modules = 0;

/**
 * What a module exports by default, as JSON, and the files that it was made of. It runs while it is built: what takes long to
 * work out, and is the same at each start, is worked out here.
 *
 * @param {string} entry
 */
async function dataOf(entry) {
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    external: (id) => /^[^./]/.test(id) && !MODULE.test(id),
    plugins: [builtImports()],
  });
  const folder = join(ROOT, 'node_modules/.cache');
  modules += 1;
  const file = join(folder, `data-${process.pid}-${modules}.mjs`);
  try {
    const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
    await mkdir(folder, { recursive: true });
    await writeFile(file, output[0].code);
    const { default: data } = await import(pathToFileURL(file).href);
    return { text: JSON.stringify(data), files: await bundle.watchFiles };
  } finally {
    await bundle.close();
    await rm(file, { force: true });
  }
}

/** @param {string} path */
async function fileText(path) {
  return { text: await readFile(path, 'utf8'), files: [path] };
}

/** @param {string} path */
async function fileBytes(path) {
  return { text: await readFile(path, 'base64'), files: [path] };
}

/** @type {Record<string, (path: string) => Promise<{ text: string, files: string[] }>>} */
const MAKERS = { text: fileText, base64: fileBytes, script: bundled, data: dataOf, file: dataOf };

/**
 * A plugin for rolldown and Vite for what is made of a file while building: `./x.css?text` is the file as text, `./x.png?base64` its bytes in base64, `./x.ts?script`
 * the module with all that it imports as one classic script for browsers, `./x.ts?data` what the module exports by
 * default, as plain data, and `./x.ts?file` a function that reads the same, once, from a file beside the chunks where
 * `emitsFiles` says that there is such a place.
 *
 * @param {{ emitsFiles?: boolean }} [options]
 * @returns {import('rolldown').Plugin & { enforce: 'pre' }}
 */
export function builtImports({ emitsFiles = false } = {}) {
  return {
    name: 'built-imports',
    enforce: 'pre',
    resolveId(source, importer) {
      const [, path, kind] = IMPORT.exec(source) ?? [];
      if (path === undefined || importer === undefined) return null;
      // A name that looks like a script keeps other plugins from taking it for a style sheet.
      return `${kind}-of:${relative(ROOT, resolve(dirname(importer), path))}.js`;
    },
    async load(id) {
      const [, kind = '', path] = MODULE.exec(id) ?? [];
      const make = MAKERS[kind];
      if (path === undefined || make === undefined) return null;
      const file = resolve(ROOT, path);
      const { text, files } = await make(file);
      for (const one of files) this.addWatchFile(one);
      if (kind === 'file' && emitsFiles) {
        const fileName = `${basename(path, '.ts')}.json`;
        this.emitFile({ type: 'asset', fileName: `chunks/${fileName}`, source: text });
        const read = readOnce(`readFileSync(new URL('./${fileName}', import.meta.url), 'utf8')`);
        return `import { readFileSync } from 'node:fs';\n${read}`;
      }
      const literal = JSON.stringify(text);
      if (kind === 'file') return readOnce(literal);
      // JSON is read faster than the same as code.
      return `export default ${kind === 'data' ? `JSON.parse(${literal})` : literal};`;
    },
  };
}

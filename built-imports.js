import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = import.meta.dirname;

const IMPORT = /^(\.{1,2}\/.*)\?(text|base64|script|data)$/;
const MODULE = /^(text|base64|script|data)-of:(.*)\.js$/;

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

/**
 * A plugin for rolldown and Vite for what is made of a file while building: `./x.css?text` is the file as text, `./x.png?base64` its bytes in base64, `./x.ts?script`
 * the module with all that it imports as one classic script for browsers, and `./x.ts?data` what the module exports by
 * default, as plain data.
 *
 * @returns {import('rolldown').Plugin & { enforce: 'pre' }}
 */
export function builtImports() {
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
      const [, kind, path] = MODULE.exec(id) ?? [];
      if (path === undefined) return null;
      const file = resolve(ROOT, path);
      const make =
        kind === 'script' ? bundled : kind === 'data' ? dataOf : kind === 'base64' ? fileBytes : fileText;
      const { text, files } = await make(file);
      for (const one of files) this.addWatchFile(one);
      const literal = JSON.stringify(text);
      // JSON is read faster than the same as code.
      return `export default ${kind === 'data' ? `JSON.parse(${literal})` : literal};`;
    },
  };
}

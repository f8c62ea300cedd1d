import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = import.meta.dirname;

const IMPORT = /^(\.{1,2}\/.*)\?(text|script)$/;
const MODULE = /^(text|script)-of:(.*)\.js$/;

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

/** @param {string} path */
async function fileText(path) {
  return { text: await readFile(path, 'utf8'), files: [path] };
}

/**
 * A plugin for rolldown and Vite that makes text of what the console sends to browsers: `./x.css?text` is the file as it
 * is, `./x.ts?script` the module with all that it imports, as one classic script.
 *
 * @returns {import('rolldown').Plugin & { enforce: 'pre' }}
 */
export function textImports() {
  return {
    name: 'text-imports',
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
      const { text, files } = kind === 'script' ? await bundled(file) : await fileText(file);
      for (const one of files) this.addWatchFile(one);
      return `export default ${JSON.stringify(text)};`;
    },
  };
}

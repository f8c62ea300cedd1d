import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, rolldown } from 'rolldown';
import { builtImports } from './built-imports.js';
import { notices } from './notices.js';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/**
 * A start reads all of its chunk, in half the memory where each character fits into a byte. Functions keep their names, so
 * that stack traces and profiles can be read.
 *
 * @type {import('rolldown').OutputOptions['minify']}
 */
const MINIFY = {
  compress: true,
  mangle: { toplevel: true, keepNames: true },
  codegen: { removeWhitespace: true, asciiOnly: true },
};

/** Ids of modules that are bundled beside the server, for the notices. */
const bundledElsewhere = /** @type {string[]} */ ([]);

const fileOf = (/** @type {string} */ name) => `${name.replaceAll('/', '-')}.cjs`;

/** One dependency hides its own modules from bundlers behind UMD; its ESM build does not. */
const WITHOUT_UMD = { resolve: { mainFields: ['module', 'main'] } };

/**
 * A package that is required where it is first used becomes a file of its own: what `createRequire` makes is not followed,
 * and to import it would load it at the start.
 *
 * @type {import('rolldown').Plugin}
 */
const requiredFiles = {
  name: 'required-files',
  async transform(code) {
    if (!/^const require = createRequire\(import\.meta\.url\);$/m.test(code)) return null;
    const names = [...code.matchAll(/\brequire\('([\w/-]+)'\)/g)].map(([, name = '']) => name);
    for (const name of names) {
      const bundle = await rolldown({
        ...WITHOUT_UMD,
        input: name,
        platform: 'node',
        cwd: import.meta.dirname,
      });
      const { output } = await bundle.generate({ format: 'cjs', minify: MINIFY });
      bundledElsewhere.push(...output[0].moduleIds);
      this.emitFile({ type: 'asset', fileName: `chunks/${fileOf(name)}`, source: output[0].code });
      await bundle.close();
    }
    return code.replace(/\brequire\('([\w/-]+)'\)/g, (_call, name) => `require('./${fileOf(name)}')`);
  },
};

/**
 * Leaves out the validator of JSON Schema that the SDK would make if it were given none: ours checks the one form there is.
 *
 * @type {import('rolldown').Plugin}
 */
const withoutValidator = {
  name: 'without-validator',
  load: (id) =>
    /@modelcontextprotocol\/sdk\/.*\/ajv-provider\.js$/.test(id)
      ? "export class AjvJsonSchemaValidator { getValidator() { throw new Error('No validator is bundled.'); } }"
      : null,
};

/**
 * The SDK makes schemas of all that the protocol has as it is loaded. Marked as what has no effect, those that nothing here
 * uses are left out.
 *
 * @type {import('rolldown').Plugin}
 */
const usedSchemas = {
  name: 'used-schemas',
  transform(code, id) {
    if (!/@modelcontextprotocol\/sdk\/dist\/esm\/types\.js$/.test(id)) return null;
    let marked = code;
    for (const node of this.parse(code).body.toReversed()) {
      const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
      if (declared?.type !== 'VariableDeclaration') continue;
      const { init } = declared.declarations[0] ?? {};
      if (init?.type !== 'CallExpression') continue;
      const { start, end } = init;
      marked = `${marked.slice(0, start)}/* @__PURE__ */ (() => ${marked.slice(start, end)})()${marked.slice(end)}`;
    }
    return marked;
  },
};

/** What is imported before compiled code can be kept. */
const ofMain = /** @type {Set<string>} */ (new Set());
const ofStart = /** @type {Set<string>} */ (new Set());

/**
 * Finds what a server imports before it answers tools/list.
 *
 * @type {import('rolldown').Plugin}
 */
const startModules = {
  name: 'start-modules',
  buildEnd() {
    const imported = (/** @type {string[]} */ ...paths) => {
      const found = new Set(paths.map((path) => join(import.meta.dirname, path)));
      for (const id of found) for (const one of this.getModuleInfo(id)?.importedIds ?? []) found.add(one);
      return found;
    };
    for (const id of imported('src/main.ts')) ofMain.add(id);
    // What main itself does ends with the program: a module in the same chunk could not be imported until then.
    ofMain.delete(join(import.meta.dirname, 'src/main.ts'));
    for (const id of imported('src/commands/index.ts', 'src/commands/serve.ts')) ofStart.add(id);
  },
};

/** @type {import('rolldown').BuildOptions} */
const COMMON = {
  platform: 'node',
  ...WITHOUT_UMD,
  // What is not bundled is installed with the package, and nothing else is. It finds its native binary beside itself, so
  // it has to stay where it was installed.
  external: Object.keys(dependencies),
  onLog(level, log, handle) {
    if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
    handle(level, log);
  },
};

/** @type {import('rolldown').OutputOptions} */
const OUTPUT = {
  dir: 'dist',
  format: 'esm',
  chunkFileNames: 'chunks/[name]-[hash].js',
  minify: MINIFY,
  // A profile is read by them; the package has none.
  sourcemap: process.argv.includes('--sourcemaps') && 'hidden',
};

// By itself: what it needs of packages as a client would be in the chunk of the server's start.
const demo = await build({
  ...COMMON,
  input: { demo: 'src/demo/demo.ts' },
  plugins: [builtImports(), withoutValidator, usedSchemas],
  output: { ...OUTPUT, cleanDir: true },
});
for (const file of demo.output) if (file.type === 'chunk') bundledElsewhere.push(...file.moduleIds);

// One chunk for what every start needs, and others for the rest: loading hundreds of modules one by one takes longer than
// all that the server does before it answers tools/list.
await build({
  ...COMMON,
  input: { main: 'src/main.ts' },
  plugins: [
    builtImports({ emitsFiles: true }),
    requiredFiles,
    withoutValidator,
    usedSchemas,
    startModules,
    notices('THIRD-PARTY-NOTICES.txt', bundledElsewhere),
  ],
  output: {
    ...OUTPUT,
    codeSplitting: {
      groups: [
        { name: 'machine', test: (id) => ofMain.has(id), priority: 2 },
        { name: 'start', test: (id) => ofStart.has(id), priority: 1 },
      ],
    },
  },
});

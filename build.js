import { build } from 'rolldown';
import { textImports } from './text-imports.js';

// One file for what every start needs and chunks for the rest: loading hundreds of modules one by one takes
// longer than all that the server does before it answers tools/list.
await build({
  input: { main: 'src/main.ts', demo: 'src/demo/demo.ts' },
  platform: 'node',
  plugins: [textImports()],
  // One dependency hides its own modules from bundlers behind UMD; its ESM build does not.
  resolve: { mainFields: ['module', 'main'] },
  // Finds its native binary beside itself, so it has to stay where it was installed.
  external: ['@photostructure/sqlite'],
  output: { dir: 'dist', format: 'esm', cleanDir: true, chunkFileNames: 'chunks/[name]-[hash].js' },
});

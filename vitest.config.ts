import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { builtImports } from './built-imports.js';
import { type Project, testsOf } from './test/setup/projects.js';

const TESTS = fileURLToPath(new URL('test', import.meta.url));

const project = (name: Project, more: TestProjectInlineConfiguration['test'] = {}) => ({
  plugins: [builtImports()],
  test: {
    name,
    include: testsOf(name, TESTS),
    // Nothing may depend on what ran before it.
    sequence: { shuffle: true },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Rooms hold no state of their own, so that loading them once for many test files is enough.
    isolate: false,
    ...more,
  },
});

export default defineConfig({
  test: {
    globalSetup: 'test/setup/global.ts',
    // Most files wait for processes and clocks; as many at a time as there are cores would be half idle.
    maxWorkers: 3,
    projects: [
      project('unit'),
      project('process'),
      project('browser', { globalSetup: 'test/setup/chromium.ts' }),
    ],
  },
});

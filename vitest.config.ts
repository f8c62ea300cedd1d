import { defineConfig } from 'vitest/config';
import { textImports } from './text-imports.js';

export default defineConfig({
  plugins: [textImports()],
  test: {
    include: ['test/**/*.test.ts'],
    // Nothing may depend on what ran before it.
    sequence: { shuffle: true },
    // Most files wait for processes and clocks; one at a time, as two cores would have it, is half idle.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});

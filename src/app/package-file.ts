import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root of the package, wherever it was built or installed to. */
export function packageFile(name: string): string {
  for (const up of ['../', '../../', '../../../']) {
    const candidate = fileURLToPath(new URL(`${up}${name}`, import.meta.url));
    try {
      readFileSync(candidate);
      return candidate;
    } catch {
      // Built files lie one folder deeper than sources.
    }
  }
  throw new Error(`${name} is missing from the package; install it again`);
}

export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}

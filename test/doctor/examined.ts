import type { Finding } from '../../src/doctor/index.js';
import type { SandboxOptions } from '../../src/sandbox/index.js';
import { typed } from '../commands/terminal.js';
import { credentialsFor, sandboxed } from '../harness.js';

/** What doctor finds, told in JSON. */
export async function examined(env: Record<string, string>, flags: string[] = [], home?: string) {
  const { code, out, err } = await typed(
    ['doctor', '--json', ...flags],
    env,
    home === undefined ? {} : { home },
  );
  const findings: Finding[] = JSON.parse(out);
  const of = (id: Finding['id']) => findings.find((finding) => finding.id === id);
  return { code, err, findings, of, red: findings.filter(({ status }) => status === 'error') };
}

/** What it finds of a sandbox whose clock goes right. */
export async function examinedSandbox(
  options: SandboxOptions = {},
  env: Record<string, string> = {},
  flags: string[] = [],
) {
  const sandbox = await sandboxed({ now: () => new Date(), ...options });
  const found = await examined({ ...credentialsFor(sandbox), WHMCS_TIMEZONE: 'UTC', ...env }, flags);
  return { ...found, sandbox };
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

// The bill of materials of what is shipped (CycloneDX): `npm run sbom [FILE]`. npm's own lists what the package installs, or all
// that is developed with; what is bundled into `dist` is neither, so that it is taken from the notices that the build wrote.

const ROOT = resolve(import.meta.dirname, '../..');
const OUTPUT = resolve(process.argv[2] ?? 'release/whmcs-mcp.cdx.json');

/** @typedef {{ 'bom-ref': string; name: string; version: string; scope?: string; properties: { name: string; value: string }[] }} Component */

/** @param {string} path */
const textOf = (path) => readFileSync(join(ROOT, path), 'utf8');

/** @returns {{ metadata: { component: Component }; components: Component[]; dependencies: { ref: string; dependsOn?: string[] }[] }} */
function everything() {
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`npm could not list the packages.\n${stderr}`);
  return JSON.parse(stdout);
}

const { name, version } = JSON.parse(textOf('package.json'));
const bundled = new Set(
  [...textOf('dist/THIRD-PARTY-NOTICES.txt').matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)].map(
    ([, packageName = '', itsVersion = '']) => `${packageName}@${itsVersion}`,
  ),
);
const bom = everything();
const isDevelopment = (/** @type {Component} */ one) =>
  one.properties.some((property) => property.name === 'cdx:npm:package:development');
const shipped = bom.components.filter(
  (one) => !isDevelopment(one) || bundled.has(`${one.name}@${one.version}`),
);

const listed = new Set(shipped.map((one) => `${one.name}@${one.version}`));
const missing = [...bundled].filter((one) => !listed.has(one));
if (missing.length > 0)
  throw new Error(`The lockfile has no ${missing.join(', ')}. Build again: npm run build`);

for (const one of shipped) {
  one.scope = 'required';
  one.properties = [
    { name: 'whmcs-mcp:how', value: isDevelopment(one) ? 'bundled into dist' : 'installed by npm' },
  ];
}
const refs = new Set(shipped.map((one) => one['bom-ref']));
const root = bom.metadata.component['bom-ref'];
// npm names the folder that it stands in.
bom.metadata.component.name = name;
bom.metadata.component.version = version;
bom.components = shipped;
bom.dependencies = bom.dependencies
  .filter(({ ref }) => ref === root || refs.has(ref))
  .map((one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter((ref) => refs.has(ref)) }));

mkdirSync(dirname(OUTPUT), { recursive: true });
writeFileSync(OUTPUT, `${JSON.stringify(bom, null, 2)}\n`);
process.stdout.write(`${OUTPUT}: ${shipped.length} packages\n`);

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const below = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);

const WORKFLOWS = below('.github/workflows');
const FORMS = below('.github/ISSUE_TEMPLATE').filter((path) => !path.endsWith('/config.yml'));
const { scripts, engines, name } = JSON.parse(textOf('package.json'));

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  needs?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, unknown[]> };
  steps: Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const workflow = (path: string): Workflow => parseDocument(textOf(path)).toJS();
const jobsOf = (path: string) => Object.entries(workflow(path).jobs);
const stepsOf = (path: string) => jobsOf(path).flatMap(([, job]) => job.steps);
const runsOf = (path: string) => stepsOf(path).flatMap(({ run }) => run?.trim().split('\n') ?? []);

test.each([...WORKFLOWS, ...below('.github/ISSUE_TEMPLATE'), '.github/dependabot.yml'])(
  '%s is YAML',
  (path) => {
    const { errors, warnings } = parseDocument(textOf(path));
    expect([...errors, ...warnings]).toEqual([]);
  },
);

test.each(WORKFLOWS)('%s may do nothing that a job does not ask for', (path) => {
  const { on, permissions } = workflow(path);
  expect(Object.keys(on)).not.toContain('pull_request_target');
  expect(Object.keys(on)).not.toContain('workflow_run');
  expect(permissions).toEqual(path.endsWith('/ci.yml') ? { contents: 'read' } : {});
  for (const [job, { 'timeout-minutes': minutes }] of jobsOf(path))
    expect(minutes, job).toBeLessThanOrEqual(40);
});

test.each(WORKFLOWS)('%s names each action by the commit that it is, with its version', (path) => {
  const used = [...textOf(path).matchAll(/^.*\buses: (.*)$/gm)].map(([, action = '']) => action);
  expect(used.length).toBeGreaterThan(2);
  for (const action of used)
    expect(action).toMatch(/^(actions|github)\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  for (const { uses, with: given } of stepsOf(path))
    if (uses?.startsWith('actions/checkout@')) expect(given).toEqual({ 'persist-credentials': false });
});

test('an action is the same commit wherever it is used', () => {
  const pins = new Map<string, Set<string>>();
  for (const path of WORKFLOWS)
    for (const { uses = '' } of stepsOf(path)) {
      const [, action = '', commit = ''] = /^([\w-]+\/[\w-]+).*@(.*)$/.exec(uses) ?? [];
      pins.set(action, (pins.get(action) ?? new Set()).add(commit));
    }
  expect([...pins].filter(([, commits]) => commits.size > 1)).toEqual([]);
});

// A value of GitHub within a command would be read by the shell, whoever wrote it.
test.each(WORKFLOWS)('%s runs only commands that there are, and puts no foreign text into them', (path) => {
  for (const run of runsOf(path)) {
    expect(run).not.toContain('${{');
    const [program = '', ...words] = run.split(' ');
    if (program === 'npm' && words[0] === 'run') expect(Object.keys(scripts), run).toContain(words[1]);
    else if (program === 'npm') expect(['audit', 'ci', 'pack', 'publish'], run).toContain(words[0]);
    else if (program === 'bash') expect(existsSync(join(ROOT, words[0] ?? '')), run).toBe(true);
    else expect(['docker', 'gh'], run).toContain(program);
    for (const file of run.match(/\bpackaging\/\S+/g) ?? [])
      expect(existsSync(join(ROOT, file)), run).toBe(true);
  }
});

const MIGHTY = ['id-token', 'attestations', 'contents'];

test('a job that can sign, publish or write runs no code of a package', () => {
  const jobs = WORKFLOWS.flatMap(jobsOf);
  const mighty = jobs.filter(([, { permissions = {} }]) =>
    MIGHTY.some((one) => permissions[one] === 'write'),
  );
  expect(mighty.map(([job]) => job)).toEqual(['attest', 'publish', 'release']);
  for (const [job, { steps }] of mighty) {
    const text = JSON.stringify(steps);
    expect(text, job).not.toMatch(/npm (ci|install|run|test|exec)|npx|checkout|\bnode /);
    if (/npm publish/.test(text)) expect(text).toContain('--ignore-scripts --provenance');
  }
});

test('a release is tested, listed, packed and signed before it is published', () => {
  const { jobs } = workflow('.github/workflows/release.yml');
  expect(Object.entries(jobs).map(([job, { needs }]) => [job, needs])).toEqual([
    ['build', undefined],
    ['attest', 'build'],
    ['publish', 'attest'],
    ['release', 'publish'],
  ]);
  expect(jobs.build?.steps.flatMap(({ run }) => run ?? [])).toEqual([
    'npm run release:check',
    'bash .ci/run',
    'npm run bundle',
    'npm run sbom',
    'npm pack --pack-destination release',
  ]);
  expect(JSON.stringify(jobs.attest)).toContain(`release/${name}.cdx.json`);
  expect(textOf('.github/workflows/release.yml')).not.toMatch(/secrets\./);
});

test('the tests run on the oldest version of Node.js that the package names, and on those of test:nodes', () => {
  const { jobs } = workflow('.github/workflows/ci.yml');
  const oldest = jobs.test?.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'))?.with;
  expect(`>=${oldest?.['node-version']}`).toBe(engines.node);
  const [, majors = ''] = /^const MAJORS = \[(.*)\];$/m.exec(textOf('test/nodes/run.js')) ?? [];
  expect(jobs.nodes?.strategy?.matrix.node?.map((major) => `'${major}'`).join(', ')).toBe(majors);
});

test.each(FORMS)('%s asks for what can be answered, each once', (path) => {
  const form = parseDocument(textOf(path)).toJS();
  expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
  const asked: {
    type: string;
    id?: string;
    attributes: { label?: string; value?: string; options?: string[] };
  }[] = form.body;
  const fields = asked.filter(({ type }) => type !== 'markdown');
  expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
  for (const { type, attributes } of asked) {
    expect(['markdown', 'textarea', 'input', 'dropdown']).toContain(type);
    expect(attributes.label ?? attributes.value).toEqual(expect.any(String));
    if (type === 'dropdown') expect(new Set(attributes.options).size).toBeGreaterThan(1);
  }
});

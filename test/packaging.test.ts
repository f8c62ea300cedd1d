import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { FLAGS } from '../src/commands/table/flags.js';
import { COMMANDS } from '../src/commands/table/table.js';
import { SETTINGS } from '../src/config/index.js';
import { createHealth } from '../src/telemetry/index.js';
import { ALLOW_ALL, policyFile } from './harness.js';
import { recorder } from './recorder.js';
import { watchedStage } from './telemetry/stage.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(ROOT, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

const FILES = filesBelow('packaging');
const YAML = FILES.filter((path) => path.endsWith('.yaml'));

// Of other people's formats, of which each test looks at what it is about.
type Shape = ReturnType<typeof parse>;

const docs = (path: string): Shape[] => parseAllDocuments(textOf(path)).map((one) => one.toJS());
const manifest = docs('packaging/kubernetes/whmcs-mcp.yaml');
const ofKind = (kind: string): Shape => manifest.find((one) => one.kind === kind) ?? {};
const compose: Shape = parse(textOf('packaging/docker/compose.yaml'));
const alerts: Shape[] = parse(textOf('packaging/monitoring/alerts.yaml')).groups.flatMap(
  (group: Shape) => group.rules,
);
const dashboard: Shape = JSON.parse(textOf('packaging/monitoring/grafana-dashboard.json'));
const DOCKERFILE = textOf('packaging/docker/Dockerfile');
/** Its last stage, which becomes the image. */
const IMAGE = DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM '));

const NAMES = new Set(Object.values(SETTINGS).map(({ name }) => name));
const SECRET = Object.values(SETTINGS).flatMap(({ name, secret }) => (secret ? [name] : []));
/** A call to a server or a registrar, and what looks it up. */
const LONGEST_CALL_S = 180;

const paths = createHealth({ store: async () => ({}) as never, whmcsRestsFor: () => undefined }).routes.map(
  ({ path }) => path,
);

test('each file can be read as what it is', () => {
  for (const path of YAML)
    for (const one of parseAllDocuments(textOf(path)))
      expect([...one.errors, ...one.warnings], path).toEqual([]);
  expect(manifest.length).toBeGreaterThan(6);
  expect(dashboard.panels.length).toBeGreaterThan(10);
});

test.each([...FILES, 'docs/operations.md'])('%s names only settings that exist', (path) => {
  const named = textOf(path).match(/\b(?:WHMCS|GUARD|MCP|OTEL|LOG)_[A-Z][A-Z_]*\b/g) ?? [];
  expect(named.filter((name) => !NAMES.has(name))).toEqual([]);
});

/** What our program is told: by a shell, in a sentence, or as a list. */
function toldTo(path: string): string[] {
  const lines = textOf(path).replaceAll('\\\n', ' ');
  const shell = /(?:dist\/main\.js|`whmcs-mcp|run --rm .*?\bwhmcs-mcp)"? ([^\n`|]*)/g;
  const lists = /(?:CMD |args: )\[("--[^\]]*)\]/g;
  return [...lines.matchAll(shell), ...lines.matchAll(lists)].map(([, told = '']) => told);
}

test.each([...FILES, 'docs/operations.md'])('%s names only commands and flags that exist', (path) => {
  const known = COMMANDS.map(({ name }) => name).filter(Boolean);
  for (const told of toldTo(path)) {
    const [first = '', second = ''] = told.match(/^[a-z-]+|(?<=^[a-z-]+ )[a-z-]+/g) ?? [];
    const named = [first, `${first} ${second}`, `${first} list`];
    if (!first.startsWith('-') && first !== '')
      expect(
        known.some((name) => named.includes(name)),
        told,
      ).toBe(true);
    for (const [, flag = ''] of told.matchAll(/(?:^|[\s"])--([a-z-]+)/g))
      expect(Object.keys(FLAGS), told).toContain(flag);
  }
});

test('commands are found where they stand', () => {
  const told = ['docs/operations.md', ...FILES].map((path) => [basename(path), toldTo(path).length]);
  expect(told.filter(([, count]) => count !== 0).map(([name]) => name)).toEqual([
    'operations.md',
    'Dockerfile',
    'whmcs-mcp.yaml',
    'manifest.json',
    'alerts.yaml',
    'whmcs-mcp.service',
  ]);
});

test('no file holds a secret or names a real host', () => {
  for (const path of FILES) {
    const text = textOf(path);
    for (const name of SECRET)
      expect(text, path).not.toMatch(new RegExp(`${name}[=:] *["']?(?!\\$\\{|\\n)\\w`));
    const hosts = [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host = '']) => host);
    expect(
      hosts.filter((host) => !/(^|\.)example\.com$|^127\.0\.0\.1$|^whmcs_mcp$/.test(host)),
      path,
    ).toEqual([]);
  }
});

test('the image runs as nobody in particular, checks itself, and gets all that the build reads', () => {
  const [, user = ''] = /^USER (\S+)$/m.exec(IMAGE) ?? [];
  expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(IMAGE.indexOf('\nUSER ')).toBeGreaterThan(IMAGE.lastIndexOf('\nRUN '));
  expect(IMAGE).toMatch(/^HEALTHCHECK [\s\S]*?\/healthz/m);
  expect(IMAGE).toMatch(/^ENTRYPOINT \["node", /m);
  expect(DOCKERFILE).not.toMatch(/^ADD |--chown|:latest|\bARG\b/m);
  expect(IMAGE).not.toMatch(/npm (ci|install)|COPY \. /);
  const [, version = '0'] = /^FROM node:(\d+)-slim$/m.exec(IMAGE) ?? [];
  expect(Number(version)).toBeGreaterThanOrEqual(20);
  const allowed = textOf('packaging/docker/Dockerfile.dockerignore').split('\n');
  expect(allowed).toContain('*');
  const needed = [...textOf('build.js').matchAll(/from '\.\/([\w-]+\.js)'/g)].map(([, name = '']) => name);
  for (const name of [...needed, 'build.js', 'package.json', 'package-lock.json', 'src', 'tools', 'policies'])
    expect(allowed).toContain(`!${name}`);
  expect(allowed.filter((line) => /\.env|node_modules|\.git/.test(line))).toEqual([]);
  const copied = [...IMAGE.matchAll(/^COPY --from=\S+ --chmod=a\+rX (.+) \S+$/gm)].flatMap(([, all = '']) =>
    all.split(' '),
  );
  expect(copied.map((path) => basename(path)).sort()).toEqual([
    'LICENSE',
    'dist',
    'node_modules',
    'package.json',
    'policies',
  ]);
});

test('the compose file gives the server as little as it needs', () => {
  const { 'whmcs-mcp': server, postgres, caddy } = compose.services;
  expect(server).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    depends_on: { postgres: { condition: 'service_healthy' } },
  });
  expect(server.ports ?? postgres.ports).toBeUndefined();
  expect(Number.parseInt(server.stop_grace_period, 10)).toBeGreaterThan(LONGEST_CALL_S);
  for (const [name, value] of Object.entries({ ...server.environment, ...postgres.environment }))
    if (/PASSWORD/.test(name)) expect(value).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
  expect(server.networks).toContain('front');
  expect(caddy.networks).toContain('front');
  expect(postgres.networks).toEqual(['back']);
  expect(compose.networks.back.internal).toBe(true);
  expect(server.environment.MCP_TRUST_PROXY).toBe(compose.networks.front.ipam.config[0].subnet);
});

test('the manifest runs three replicas without rights, and keeps two while nodes are drained', () => {
  const { spec } = ofKind('Deployment');
  const pod = spec.template.spec;
  const [container] = pod.containers;
  expect(spec.replicas).toBe(3);
  expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
  expect(ofKind('PodDisruptionBudget').spec.minAvailable).toBe(2);
  expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(IMAGE).toContain(`USER ${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}\n`);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(LONGEST_CALL_S);
  expect(ofKind('ConfigMap').data.MCP_HTTP_SESSIONS).toBe('off');
});

test('the manifest asks the paths that exist, and finds its own pods', () => {
  const { spec } = ofKind('Deployment');
  const [{ startupProbe, livenessProbe, readinessProbe, ports }] = spec.template.spec.containers;
  expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
    '/healthz',
    '/healthz',
    '/readyz',
  ]);
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    expect(paths).toContain(httpGet.path);
    expect(httpGet.port).toBe(ports[0].name);
  }
  expect(ports[0].containerPort).toBe(SETTINGS.httpPort?.fallback);
  const { labels } = spec.template.metadata;
  expect(spec.selector.matchLabels).toEqual(labels);
  expect(ofKind('Service').spec.selector).toEqual(labels);
  expect(ofKind('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
  expect(ofKind('NetworkPolicy').spec).toMatchObject({
    podSelector: { matchLabels: labels },
    policyTypes: ['Ingress', 'Egress'],
  });
});

test('the manifest holds no secret: it names them', () => {
  expect(manifest.map(({ kind }) => kind)).not.toContain('Secret');
  expect(
    Object.keys(ofKind('ConfigMap').data).filter((name) => SECRET.includes(name) && name !== 'GUARD_STATE'),
  ).toEqual([]);
  expect(ofKind('ConfigMap').data.GUARD_STATE).not.toMatch(/:\/\/[^/@]*:/);
  const [{ env }] = ofKind('Deployment').spec.template.spec.containers;
  for (const one of env) {
    expect([...SECRET, 'PGPASSWORD']).toContain(one.name);
    expect(one).toEqual({
      name: one.name,
      valueFrom: { secretKeyRef: { name: 'whmcs-mcp', key: expect.any(String) } },
    });
  }
});

test('the unit gives up what it does not need, and waits for calls to end', () => {
  const lines = textOf('packaging/systemd/whmcs-mcp.service').split('\n');
  for (const line of [
    'User=whmcs-mcp',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'RestrictNamespaces=yes',
    'SystemCallFilter=@system-service',
    'UMask=0077',
  ])
    expect(lines).toContain(line);
  const [, stop = ''] = /^TimeoutStopSec=(\d+)s$/m.exec(lines.join('\n')) ?? [];
  expect(Number(stop)).toBeGreaterThan(LONGEST_CALL_S);
});

test('proxies hold nothing back, and pass on what agents ask for alone', () => {
  const nginx = textOf('packaging/proxies/nginx.conf');
  const part = textOf('packaging/proxies/whmcs-mcp-proxy.conf');
  expect(part).toMatch(/^proxy_buffering off;$/m);
  expect(part).toMatch(/^proxy_set_header X-Forwarded-For \$remote_addr;$/m);
  expect(part).toMatch(/^proxy_next_upstream_tries 1;$/m);
  const locations = [...nginx.matchAll(/location (?:= |\^~ )?(\S+) \{\n([^}]*)\}/g)].map(
    ([, path, body = '']) => [path, body.includes('proxy_pass') ? 'passed on' : 'refused'],
  );
  expect(locations).toEqual([
    ['/mcp', 'passed on'],
    ['/.well-known/oauth-protected-resource', 'passed on'],
    ['/', 'refused'],
  ]);
  const caddy = textOf('packaging/proxies/Caddyfile');
  expect(caddy).toMatch(/flush_interval -1/);
  expect(caddy).toMatch(/@mcp path \/mcp \/\.well-known\/oauth-protected-resource /);
  expect(caddy).toMatch(/handle \{\n\t\trespond 404\n/);
  expect(caddy.match(/reverse_proxy/g)).toHaveLength(1);
  for (const path of [...paths.filter((one) => one !== '/readyz'), '/metrics'])
    expect(nginx + caddy).not.toContain(path);
});

/** Names of metrics, each with the labels that it is asked by. */
function metricsIn(expression: string): { name: string; labels: string[] }[] {
  return [...expression.matchAll(/\b((?:whmcs_mcp|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', given = '']) => ({
      name: name.replace(/_(bucket|sum|count)$/, ''),
      labels: [...given.matchAll(/(\w+)[!=]/g)].map(([, label = '']) => label),
    }),
  );
}

test('each metric and label in alerts, dashboard and documentation exists', async () => {
  const whmcs = await recorder();
  const limited = {
    ...ALLOW_ALL,
    tools: { whmcs_get_currencies: { limits: [{ counter: 'reads', max: 4, window: 'day' }] } },
  };
  const { agent, url } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(limited) });
  await agent.call('whmcs_get_currencies');
  const text = await (await fetch(`${url}/metrics`)).text();
  const known = new Map<string, Set<string>>();
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) known.set(name, new Set(['job', 'instance']));
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+?)(?:_bucket|_sum|_count)?\{(.*)\} /gm))
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.get(name)?.add(label);

  const asked = [
    ...alerts.map(({ expr }) => expr as string),
    ...dashboard.panels.flatMap(({ targets }: Shape) => targets.map(({ expr }: Shape) => expr as string)),
    ...dashboard.templating.list.map(({ definition = '' }: Shape) => definition as string),
  ].flatMap(metricsIn);
  expect(asked.length).toBeGreaterThan(40);
  for (const { name, labels } of asked) {
    expect([...known.keys()], name).toContain(name);
    for (const label of labels) expect([...(known.get(name) ?? [])], `${name}{${label}}`).toContain(label);
  }

  const ours = [...known.keys()].filter((name) => name.startsWith('whmcs_mcp_'));
  const told = new Set(metricsIn(textOf('docs/operations.md')).map(({ name }) => name));
  expect(ours.filter((name) => !told.has(name))).toEqual([]);
  expect([...told].filter((name) => !known.has(name))).toEqual([]);
});

test('each alert says what to do and how urgent it is', () => {
  for (const { alert, labels, annotations } of alerts) {
    expect(['page', 'ticket'], alert).toContain(labels.severity);
    expect(annotations.description.length, alert).toBeGreaterThan(20);
  }
});

import fc from 'fast-check';
import { type ParseError, parse as parseJsonc, printParseErrorCode } from 'jsonc-parser';
import { parse as parseToml, stringify } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { editJsonc } from '../../src/setup/clients/jsonc.js';
import { editToml } from '../../src/setup/clients/toml.js';

const ENTRY = { command: '/opt/node', args: ['/x/main.js', '--env-file', '/a folder/.env'] };
const IN_JSON = { keys: ['mcpServers'], name: 'whmcs', entry: ENTRY };
const IN_TOML = { ...IN_JSON, keys: ['mcp_servers'] };

function readJsonc(text: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value = parseJsonc(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
  expect(errors.map(({ error }) => printParseErrorCode(error))).toEqual([]);
  return JSON.parse(JSON.stringify(value ?? {}));
}

const commentsOf = (text: string) =>
  [...text.matchAll(/\/\/ ?#\d+|\/\* ?#\d+ ?\*\//g)].map(([comment]) => comment);

describe('a file of JSON with comments', () => {
  test.each([
    ['nothing at all', '', '{\n  "mcpServers": {\n    "whmcs": ENTRY\n  }\n}\n'],
    ['an empty object', '{}', '{\n  "mcpServers": {\n    "whmcs": ENTRY\n  }\n}'],
    [
      'a comment after the last value',
      '{\n  "a": 1 // #1\n}\n',
      '{\n  "a": 1, // #1\n  "mcpServers": {\n    "whmcs": ENTRY\n  }\n}\n',
    ],
    [
      'a comma after the last value, as Zed writes it',
      '{\n  "a": 1, // #1\n  // #2\n}\n',
      '{\n  "a": 1, // #1\n  "mcpServers": {\n    "whmcs": ENTRY\n  },\n  // #2\n}\n',
    ],
    [
      'other servers',
      '{\n  "mcpServers": {\n    "x": {"command":"y"}, // #1\n  },\n}\n',
      '{\n  "mcpServers": {\n    "x": {"command":"y"}, // #1\n    "whmcs": ENTRY,\n  },\n}\n',
    ],
    [
      'nothing but a comment',
      '{\n  // #1\n}\n',
      '{\n  // #1\n  "mcpServers": {\n    "whmcs": ENTRY\n  }\n}\n',
    ],
  ])('%s: the entry is put in, and the rest stays as it was', (_about, before, after) => {
    const entry = JSON.stringify(ENTRY, null, 2).replaceAll('\n', '\n    ');
    expect(editJsonc(before, IN_JSON)).toBe(after.replace('ENTRY', entry));
  });

  test('tabs, Windows line ends and a byte order mark stay', () => {
    const after = editJsonc('\uFEFF{\r\n\t"a": 1\r\n}\r\n', IN_JSON);
    expect(after.startsWith('\uFEFF{\r\n\t"a": 1,\r\n\t"mcpServers": {\r\n\t\t"whmcs": {\r\n')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('an entry that is there keeps what else it says', () => {
    const before =
      '{\n  "mcpServers": {\n    "whmcs": { // #1\n      "command": "old", // #2\n      "env": {"A": "b"}\n    }, // #3\n    "z": 1\n  }\n}\n';
    const after = editJsonc(before, IN_JSON);
    expect(commentsOf(after)).toEqual(['// #1', '// #2', '// #3']);
    expect(readJsonc(after)).toEqual({ mcpServers: { whmcs: { ...ENTRY, env: { A: 'b' } }, z: 1 } });
    expect(editJsonc(after, IN_JSON)).toBe(after);
  });

  test('opencode of version 2 has its servers a level deeper', () => {
    const edit = { keys: ['mcp'], otherKeys: ['mcp', 'servers'], name: 'whmcs', entry: ENTRY };
    const deeper = { mcp: { servers: { whmcs: ENTRY } } };
    expect(readJsonc(editJsonc('{"mcp":{"servers":{}}}', edit))).toEqual(deeper);
    const named = '{"mcp":{"servers":{"type":"local","command":["x"]}}}';
    expect(readJsonc(editJsonc(named, edit))).toHaveProperty('mcp.whmcs', ENTRY);
  });

  test.each([
    ['{"a":', /no valid JSON \(line 1\)/],
    ['{\n  "a": 1\n  "b": 2\n}', /no valid JSON \(line 3\)/],
    ['[]', /holds no object$/],
    ['{"mcpServers":[]}', /no object at mcpServers$/],
    ['{"mcpServers":{"whmcs":3}}', /no object at mcpServers\.whmcs/],
  ])('%s is refused', (text, message) => {
    expect(() => editJsonc(text, IN_JSON)).toThrow(message);
  });

  const key = fc.constantFrom('a', 'b', 'mcpServers', 'whmcs', 'x y', '__proto__');
  const { document } = fc.letrec<{ document: unknown; value: unknown }>((tie) => ({
    document: fc.dictionary(key, tie('value'), { noNullPrototype: true, maxKeys: 4 }),
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('', '// no', '{', '"', ',\n')),
      fc.array(tie('value'), { maxLength: 2 }),
      tie('document'),
    ),
  }));

  /** A document as people write one: comments and white space anywhere, perhaps a comma too many. */
  const written = fc
    .tuple(document, fc.infiniteStream(fc.nat(9)), fc.boolean())
    .map(([value, noise, commas]) => {
      let n = 0;
      const gap = () => {
        const kind = noise.next().value;
        if (kind === 0) return ` // #${n++}\n`;
        if (kind === 1) return ` /* #${n++} */ `;
        return ['', ' ', '\n', '\n  '][kind % 4] ?? '';
      };
      const spell = (one: unknown): string => {
        if (typeof one !== 'object' || one === null) return JSON.stringify(one);
        const parts = Array.isArray(one)
          ? one.map((each) => `${gap()}${spell(each)}${gap()}`)
          : Object.entries(one).map(
              ([name, each]) => `${gap()}${JSON.stringify(name)}${gap()}:${gap()}${spell(each)}${gap()}`,
            );
        const last = commas && parts.length > 0 ? `,${gap()}` : gap();
        return Array.isArray(one) ? `[${parts.join(',')}${last}]` : `{${parts.join(',')}${last}}`;
      };
      return `${gap()}${spell(value)}${gap()}`;
    });

  test('however it is written, the edit says what was meant, keeps each comment, and can be taken back', () => {
    fc.assert(
      fc.property(written, (text) => {
        const before = readJsonc(text);
        let after: string;
        try {
          after = editJsonc(text, IN_JSON);
        } catch {
          const place = before.mcpServers;
          const isObject = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
          const entry = isObject(place) ? (place as Record<string, unknown>).whmcs : undefined;
          expect([place, entry].some((one) => one !== undefined && !isObject(one))).toBe(true);
          return;
        }
        const servers = (before.mcpServers ?? {}) as Record<string, object>;
        expect(readJsonc(after)).toEqual({
          ...before,
          mcpServers: { ...servers, whmcs: { ...servers.whmcs, ...ENTRY } },
        });
        if (servers.whmcs === undefined) expect(commentsOf(after)).toEqual(commentsOf(text));
        const { whmcs: _, ...others } = servers;
        expect(readJsonc(editJsonc(after, { ...IN_JSON, entry: undefined }))).toEqual({
          ...before,
          mcpServers: others,
        });
      }),
      { numRuns: 400 },
    );
  });
});

describe('a file of TOML', () => {
  const MINE = `model = "x" # why

[mcp_servers.whmcs] # mine
command = "old"
args = [
  "x", # that
]
startup_timeout_sec = 60

[mcp_servers.whmcs.env]
A = """
[x]
"""

# next
[tui]
b = 1
`;

  test('the entry comes last, and all the rest stays as it was', () => {
    const before = '# mine\nmodel = "x"\n\n[mcp_servers.a]\ncommand = "y"\n';
    const after = editToml(before, IN_TOML);
    expect(after.startsWith(before)).toBe(true);
    expect(parseToml(after)).toMatchObject({ mcp_servers: { a: { command: 'y' }, whmcs: ENTRY } });
    expect(editToml(after, { ...IN_TOML, entry: undefined })).toBe(before);
  });

  test('an entry that is there keeps what else it says', () => {
    const after = editToml(MINE, IN_TOML);
    expect(parseToml(after)).toEqual({
      model: 'x',
      mcp_servers: { whmcs: { ...ENTRY, startup_timeout_sec: 60, env: { A: '[x]\n' } } },
      tui: { b: 1 },
    });
    for (const line of ['model = "x" # why', '[mcp_servers.whmcs] # mine', '# next'])
      expect(after).toContain(line);
    expect(editToml(after, IN_TOML)).toBe(after);
  });

  test('taken out, it takes its tables along and nothing else', () => {
    const after = editToml(MINE, { ...IN_TOML, entry: undefined });
    expect(after).toBe('model = "x" # why\n\n\n# next\n[tui]\nb = 1\n');
  });

  test.each([
    ['a = [', /no valid TOML \(line 1\)/],
    ['mcp_servers = 3', /no object at mcp_servers/],
    ['mcp_servers = { a = {command="x"} }', /changed safely/],
    ['[mcp_servers]\nwhmcs = {command="x"}\n', /changed safely/],
    ['mcp_servers.whmcs.command = "x"\n', /changed safely/],
  ])('%s is refused', (text, message) => {
    expect(() => editToml(text, IN_TOML)).toThrow(message);
  });

  test('whatever stands in it, the edit says what was meant and can be taken back', () => {
    const word = fc.constantFrom('a', 'b', 'mcp_servers', 'x y', 'tui');
    const leaf = fc.oneof(
      fc.boolean(),
      fc.constantFrom('', '[x]', '"""', '# no', 'l\nm'),
      fc.array(fc.boolean()),
    );
    const table = fc.dictionary(word, leaf, { noNullPrototype: true, maxKeys: 3 });
    const tables = fc.dictionary(
      word,
      fc.oneof(table, fc.dictionary(word, table, { noNullPrototype: true })),
      {
        noNullPrototype: true,
      },
    );
    fc.assert(
      fc.property(tables, (document) => {
        const before = `# first\n${stringify(document)}`;
        const after = editToml(before, IN_TOML);
        const servers = (document.mcp_servers ?? {}) as Record<string, unknown>;
        const expected = { ...document, mcp_servers: { ...servers, whmcs: ENTRY } };
        expect(parseToml(after)).toEqual(parseToml(stringify(expected)));
        const without = parseToml(editToml(after, { ...IN_TOML, entry: undefined }));
        expect(without).toEqual(parseToml(before));
      }),
      { numRuns: 200 },
    );
  });
});

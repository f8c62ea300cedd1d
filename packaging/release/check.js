import { readFileSync } from 'node:fs';

// Whether a release can be made of the folder that this runs in: `npm run release:check`. Prints a sentence for each thing in its
// way, and exits with 1 where there is any. What GitHub says of a workflow (tag, server, repository) is compared where it is there.

/** @param {string} path */
const textOf = (path) => readFileSync(path, 'utf8');
/** @param {string} path */
const documentOf = (path) => JSON.parse(textOf(path));

const { version, mcpName, homepage, bugs, repository } = documentOf('package.json');
const server = documentOf('server.json');
const manifest = documentOf('packaging/mcpb/manifest.json');
const { GITHUB_REF_NAME: tag, GITHUB_SERVER_URL: host, GITHUB_REPOSITORY: runsIn } = process.env;
const home = repository.url.replace(/^git\+|\.git$/g, '');
const owner = new URL(home).pathname.split('/')[1];
const isPlaceholder = [mcpName, homepage, bugs.url, home].some((one) =>
  /\bexample\.com\b|\bcom\.example\b/.test(one),
);
const [{ version: published }] = server.packages;

/** @type {readonly [boolean, string][]} */
const wrong = [
  [
    isPlaceholder,
    'package.json names example.com. Put your own into homepage, bugs, repository and mcpName, then: npm run docs',
  ],
  [tag !== undefined && tag !== `v${version}`, `The tag is ${tag}, but package.json says ${version}.`],
  [
    runsIn !== undefined && home !== `${host}/${runsIn}`,
    `package.json names the repository ${home}, but this is ${host}/${runsIn}. npm refuses provenance then.`,
  ],
  [
    server.name !== mcpName ||
      server.version !== version ||
      published !== version ||
      server.repository.url !== home,
    'server.json does not follow package.json: npm run docs',
  ],
  [
    manifest.version !== version || manifest.repository.url !== home,
    'packaging/mcpb/manifest.json does not follow package.json: npm run docs',
  ],
  [
    !documentOf('glama.json').maintainers.includes(owner),
    'glama.json does not follow package.json: npm run docs',
  ],
  [!textOf('CHANGELOG.md').split(/[\n ]/).includes(version), `CHANGELOG.md has no section for ${version}.`],
];

const sentences = wrong.flatMap(([isWrong, sentence]) => (isWrong ? [sentence] : []));
process.stdout.write(sentences.length > 0 ? `${sentences.join('\n')}\n` : `${version} can be released.\n`);
process.exitCode = sentences.length > 0 ? 1 : 0;

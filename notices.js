import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} id */
function packageOf(id) {
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id) ?? [];
  return folder;
}

/** @param {string} folder */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

/**
 * A plugin for rolldown that writes down what is bundled and under which licence: who bundles has to pass on the notices.
 *
 * @param {string} fileName
 * @param {readonly string[]} more ids of modules that are bundled elsewhere; read once all others are
 * @returns {import('rolldown').Plugin}
 */
export function notices(fileName, more) {
  return {
    name: 'notices',
    generateBundle(_options, bundle) {
      const bundled = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk' ? output.moduleIds : [],
      );
      const folders = [...bundled, ...more].flatMap((id) => packageOf(id) ?? []);
      const all = [...new Set(folders)].map(noticeOf).sort();
      this.emitFile({ type: 'asset', fileName, source: `${all.join(`\n\n${'-'.repeat(80)}\n\n`)}\n` });
    },
  };
}

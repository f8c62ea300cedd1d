import type { GetPromptResult, ListPromptsResult } from '@modelcontextprotocol/sdk/types.js';
import { plain, shortened } from '../../plain.js';
import {
  isOffered,
  PROMPTS,
  type Prompt,
  type PromptArgument,
  readGiven,
  textOf,
} from '../../prompts/index.js';
import { didYouMean } from '../../spelling.js';
import type { Shown } from './shown.js';
import { WrongRequest } from './wrong-request.js';

const MOST_SHOWN = 50;

/** Where a prompt is offered; a WHMCS without a name is `undefined`. */
function placesOf(prompt: Prompt, { installs, toolsOf }: Shown): readonly (string | undefined)[] {
  const all = installs.length === 0 ? [undefined] : installs;
  return all.filter((install) => isOffered(prompt, toolsOf(install)));
}

/** The arguments of a prompt: where there are several WHMCS, the one that it is for comes first. */
export function argumentsOf(prompt: Prompt, shown: Shown): readonly PromptArgument[] {
  if (shown.installs.length === 0) return prompt.args;
  const choice = placesOf(prompt, shown).flatMap((install) => install ?? []);
  return [{ name: 'install', about: 'Which WHMCS', kind: { choice }, required: true }, ...prompt.args];
}

/** The prompts that a caller is offered, as MCP lists them. */
export function listPrompts(shown: Shown): ListPromptsResult {
  const offered = PROMPTS.filter((prompt) => placesOf(prompt, shown).length > 0);
  return {
    prompts: offered.map((prompt) => ({
      name: prompt.name,
      title: prompt.title,
      description: prompt.about,
      arguments: argumentsOf(prompt, shown).map(({ name, about, required = false }) => ({
        name,
        description: about,
        required,
      })),
    })),
  };
}

/** The prompt of that name that the caller is offered. Throws a WrongRequest where there is none. */
export function promptNamed(name: unknown, shown: Shown): Prompt {
  const found = PROMPTS.find((prompt) => prompt.name === name && placesOf(prompt, shown).length > 0);
  if (found !== undefined) return found;
  const said = shortened(plain(String(name)), MOST_SHOWN);
  const names = listPrompts(shown).prompts.map((prompt) => prompt.name);
  throw new WrongRequest(
    `There is no prompt "${said}".${didYouMean(said, names)} prompts/list names them all.`,
  );
}

/** A prompt with what the user filled in. Throws a WrongRequest where that is not right. */
export function getPrompt(
  { name, arguments: args }: Readonly<Record<string, unknown>>,
  shown: Shown,
): GetPromptResult {
  const prompt = promptNamed(name, shown);
  const read = readGiven(argumentsOf(prompt, shown), args);
  if ('problem' in read) throw new WrongRequest(`${prompt.name}: ${read.problem}.`);
  const { install, ...given } = read.given;
  const text = textOf(prompt, given, shown.toolsOf(install), install);
  return { description: prompt.about, messages: [{ role: 'user', content: { type: 'text', text } }] };
}

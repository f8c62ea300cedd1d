import { type ActionParameter, composed, need } from '../../src/catalog/index.js';
import type { Book, Meaning } from './documented/book.js';
import { wayOf } from './find.js';
import { effectsOf } from './generated/effects.js';

/** Values that the documentation shows: there may be more. */
const SHOWN = /values seen: (.*)$/;

function parameterOf({
  name,
  type,
  required,
  format,
  about,
  values: only,
}: ActionParameter): Record<string, unknown> {
  const values = only ?? (format === undefined ? undefined : SHOWN.exec(format)?.[1]?.split(' | '));
  const written = format?.replace(SHOWN, '').replace(/; $/, '');
  return {
    name,
    type,
    ...(required ? { required } : {}),
    ...(about === undefined ? {} : { about }),
    ...(written === undefined || written === '' ? {} : { format: written }),
    ...(values === undefined ? {} : { values }),
  };
}

/** Why a name is none of an action that is called, for an agent. */
export function refusedName(given: string, meaning: Exclude<Meaning, { action: unknown }>): string {
  if ('never' in meaning)
    return `${meaning.name} is never called by this server, whoever asks: ${meaning.never.charAt(0).toLowerCase()}${meaning.never.slice(1)}`;
  const guess = meaning.nearest === undefined ? '' : ` Did you mean "${meaning.nearest}"?`;
  return `WHMCS documents no action "${given.slice(0, 60)}".${guess} whmcs_find_action finds them by what they do.`;
}

export const describeAction = (book: () => Book) =>
  composed('whmcs_describe_action', {
    title: 'Describe an action of WHMCS',
    about: 'What an action of WHMCS takes and answers, its class, and whether a tool calls it.',
    args: { action: need.text('Its name, such as GetContacts', 100) },
    ours: [
      'action',
      'about',
      'group',
      'class',
      'call',
      'needs',
      'off',
      'refused',
      'parameters.name',
      'parameters.type',
      'parameters.about',
      'parameters.format',
      'parameters.values',
      'answers',
      'errors',
      'effects',
    ],
    async compose({ values, meets }) {
      const given = String(values.action);
      const meaning = book().meaningOf(given);
      if (!('action' in meaning)) return { refused: refusedName(given, meaning) };
      const { action } = meaning;
      const way = await wayOf(action, meets);
      if (way === undefined)
        return {
          action: action.name,
          refused: 'The policy does not let you call it. The operator decides that.',
        };
      return {
        action: action.name,
        about: action.about,
        group: action.group,
        class: action.risk,
        ...way,
        ...(action.tools.length > 0 ? {} : { effects: effectsOf(action) }),
        parameters: action.params.map(parameterOf),
        answers: action.answers,
        errors: action.errors,
      };
    },
    sample: { least: { action: 'GetAnnouncements' } },
  });

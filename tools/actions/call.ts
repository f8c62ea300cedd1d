import { z } from 'zod';
import { type Arg, handsOver, need, refuse, secret, type Values } from '../../src/catalog/index.js';
import { once } from '../../src/once.js';
import { refusedName } from './describe.js';
import { type Book, toolOf } from './documented/book.js';
import { argumentNamed, isCredential, isSecret } from './generated/parameters.js';

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

const parametersValue = once(() =>
  z
    .record(z.string().regex(NAME, 'is no name of a parameter'), z.unknown(), {
      error: 'must be the parameters by their names, or a list of {name, value}',
    })
    .meta({ rowsBy: 'name', description: 'As whmcs_describe_action lists them; lists and objects as JSON' })
    .optional(),
);

/** The parameters of an action: what each of them may be, the action says. */
const parameters: Arg = { schema: parametersValue, required: false, encode: () => ({}) };

const renamed = (params: Values): Values =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [argumentNamed(name), value]));

export const callAction = (book: () => Book) =>
  handsOver('whmcs_call_action', {
    title: 'Call an action of WHMCS',
    about:
      'Calls an action that has no tool of its own, by its own class and rules: a person decides on most that write. whmcs_describe_action says what it takes.',
    args: {
      action: need.text('Its name, such as GetContacts', 100),
      params: parameters,
      secret_params: secret(parameters),
    },
    rules: [
      refuse(
        'params: a credential goes into secret_params, which nobody is shown and no journal holds',
        ({ action, params }) => {
          const meaning = book().meaningOf(String(action));
          const known = 'action' in meaning ? meaning.action.params : [];
          const isHidden = (name: string) =>
            isCredential(name) || known.some((one) => one.name === name && isSecret(one));
          return Object.keys(params ?? {}).some(isHidden);
        },
      ),
    ],
    to({ action: given, params, secret_params, ...said }) {
      const meaning = book().meaningOf(String(given));
      if (!('action' in meaning)) return { problem: refusedName(String(given), meaning) };
      const { action } = meaning;
      const [own] = action.tools;
      if (own !== undefined) {
        const off = own.set === undefined ? '' : ` (of the set ${own.set})`;
        return {
          problem: `${action.name} is called by ${own.name}${off}, which looks at more and shows people what it would do: use that.`,
        };
      }
      return {
        tool: toolOf(action.name),
        args: {
          ...renamed({ ...Object(params), ...Object(secret_params) }),
          ...(action.risk === 'read' ? {} : said),
        },
      };
    },
    sample: {
      least: { action: 'GetAnnouncements' },
      most: { action: 'GetAnnouncements', params: { limitnum: 5 } },
    },
  });

import { desk } from '../../desk.js';
import { areas } from '../../index.js';
import text from './actions.json?text';

/** An action as the documentation of WHMCS describes it. */
interface Described {
  readonly group: string;
  readonly params: readonly { name: string; type: string; required: boolean; format?: string }[];
  readonly response: readonly { name: string }[];
  readonly errors: readonly string[];
}

const described = JSON.parse(text) as Readonly<Record<string, Described>>;
const rows = [...areas, ...desk].flatMap((area) => area.rows.map(({ name, row }) => ({ name, row, area })));

/** By each documented action: what it takes, answers and refuses with, and the tools that call it. */
export default Object.fromEntries(
  Object.entries(described).map(([action, { group, params, response, errors }]) => [
    action,
    {
      group,
      params,
      answers: response.map(({ name }) => name).filter((name) => name !== 'result'),
      errors,
      tools: rows
        .filter(({ row }) => row.action === action)
        .map(({ name, row, area: { set } }) => ({
          name,
          about: row.about,
          ...(set === undefined ? {} : { set }),
        })),
    },
  ]),
);

import type { RecordKind, Scene, View } from '../../../src/catalog/index.js';
import { listed, quoted, word } from '../../../src/prose/index.js';
import { clientFacts, type Person, personOf, RECORDS } from '../../../src/records/index.js';
import type { Action } from '../documented/book.js';

/** A record that the arguments name. */
interface NamedBy {
  readonly kind: RecordKind;
  readonly argument: string;
}

interface Shown {
  readonly id: number | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly clientId: number | undefined;
}

/** `Ticket 404 is Open.` */
function sentenceOf({ kind }: NamedBy, { id, fields }: Shown): string {
  const title = fields.subject ?? fields.domainname ?? fields.domain ?? fields.name;
  const called = typeof title === 'string' && title !== '' ? `, ${quoted(title)},` : '';
  const status = fields[RECORDS[kind].status];
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${id}${called} is ${word(status)}.`;
}

async function recordOf(scene: Scene, { kind, argument }: NamedBy) {
  const found = (await RECORDS[kind].look(scene.reads, scene.values[argument])) as Shown | undefined;
  return found === undefined ? undefined : { ...found, id: Number(scene.values[argument]) };
}

/** What nobody here knows of a call. */
const unknownOf = ({ declared }: Pick<Action, 'declared'>) =>
  declared === undefined
    ? 'No tool of this server knows this action: it is sent with the arguments shown here and nothing else, and what it sets off is not known.'
    : 'An addon module brought this action, and the operator declared it: it is sent with the arguments shown here and nothing else, and what it sets off is known from that declaration alone.';

/** What can be shown of a call that no tool knows more of than its documentation. */
export function previewOf(action: Pick<Action, 'name' | 'declared'>, names: readonly NamedBy[]): View {
  return async (scene) => {
    const given = names.filter(({ argument }) => scene.values[argument] !== undefined);
    const sentences: (string | undefined)[] = [];
    const facts: Record<string, unknown> = {};
    const owners = new Set<number>();
    for (const one of given) {
      if (one.kind === 'client') {
        owners.add(Number(scene.values[one.argument]));
        continue;
      }
      const found = await recordOf(scene, one);
      if (found === undefined) continue;
      sentences.push(sentenceOf(one, found));
      facts[`${one.kind}.status`] = found.fields[RECORDS[one.kind].status];
      facts[`${one.kind}.client`] = found.clientId;
      if (found.clientId !== undefined && found.clientId > 0) owners.add(found.clientId);
    }
    const people: Person[] = [];
    for (const id of owners) people.push(await personOf(scene, id));
    const [person] = people;
    const records = given.map(({ kind, argument }) => `${kind} ${scene.values[argument]}`);
    const what = records.length === 0 ? '' : ` for ${listed(records)}`;
    return {
      title: `Call ${action.name}${what}`,
      sentences: [...sentences, ...people.map(({ whose }) => whose), unknownOf(action)],
      snapshot: { ...(person === undefined ? {} : clientFacts(person)), ...facts },
    };
  };
}

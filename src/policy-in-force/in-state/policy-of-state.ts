import type { Store } from '../../store/index.js';
import type { Around, PolicyInForce } from '../in-force.js';
import { followPublished, replacePublished, switchPublished, textPublished } from './published.js';

/** The policy that is published in the shared state under a name. */
export function policyOfState(
  name: string,
  { store, now }: { store(): Promise<Store>; now(): Date },
  { vocabulary, switches, log }: Around,
): PolicyInForce {
  const policies = async () => (await store()).policies;
  const followed = followPublished({ policies, name, vocabulary, log });
  return {
    place() {
      const number = followed.published()?.number;
      return number === undefined
        ? 'none published in the state'
        : `published in the state, number ${number}`;
    },
    published: name,
    name: () => 'the policy that is published for this server',
    fixed: undefined,
    current: followed.current,
    latest: followed.current,
    renew: followed.renew,
    // The state itself refuses to be opened where others can change it.
    isExposed: () => false,
    onChange: followed.onChange,
    async switchTool(tool, on, who) {
      const refused = await switchPublished(
        await policies(),
        name,
        { tool, on, who, at: now() },
        vocabulary,
        switches,
      );
      await followed.renew('now');
      return refused;
    },
    written: async () => textPublished(await policies(), name),
    async replace(replacement) {
      const refused = await replacePublished(
        await policies(),
        name,
        { ...replacement, at: now() },
        vocabulary,
      );
      await followed.renew('now');
      return refused;
    },
    close: followed.close,
  };
}

import type { View } from '../catalog/index.js';
import { clientFacts, personOf } from '../records/index.js';

export const activateAffiliate: View = async (scene) => {
  const person = await personOf(scene, Number(scene.values.userid));
  const is = person.client?.stats.isAffiliate;
  return {
    title: `Make ${person.label} an affiliate`,
    sentences: [
      person.whose,
      is === true
        ? 'It is an affiliate already: nothing changes.'
        : 'It can refer customers from then on, and earns commission by the settings of this WHMCS.',
    ],
    snapshot: { ...clientFacts(person), 'client.affiliate': is },
  };
};

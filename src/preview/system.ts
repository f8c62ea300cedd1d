import type { View } from '../catalog/index.js';
import { quoted, TEXT_SHOWN } from '../prose/index.js';
import { clientFacts, personOf } from '../records/index.js';

export const logActivity: View = async (scene) => {
  const { description, clientid } = scene.values;
  const person = await personOf(scene, clientid === undefined ? undefined : Number(clientid));
  return {
    title: `Write to the activity log${person.label === '' ? '' : ` of ${person.label}`}`,
    sentences: [
      person.whose,
      `The activity log gets an entry${person.label === '' ? '' : ` about ${person.label}`}, under the name of the API's administrator.`,
      `Text: ${quoted(description, TEXT_SHOWN)}`,
    ],
    snapshot: clientFacts(person),
  };
};

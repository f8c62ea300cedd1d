import type { App } from '../../app.js';
import { isObject } from '../../json/index.js';
import type { DecisionTable } from '../../policy-desk/index.js';
import type { Store } from '../../store/index.js';
import { readWholeFile, systemCode } from '../../system/index.js';
import { tableOf } from './test.js';

type Values = Pick<Store, 'sharedValues'>;

const keyOf = (policy: string) => `decision table of policy ${policy}`;

/** Keeps the table that a policy was published with; without one, none holds for it. */
export async function keepTable(
  { sharedValues }: Values,
  policy: string,
  table: DecisionTable | undefined,
): Promise<void> {
  await sharedValues.put(keyOf(policy), JSON.stringify(table ?? null), new Date());
}

/** The table that a policy was published with; undefined where there was none. */
async function publishedTable({ sharedValues }: Values, policy: string): Promise<DecisionTable | undefined> {
  const kept: unknown = JSON.parse((await sharedValues.get(keyOf(policy)))?.value ?? 'null');
  if (!isObject(kept) || typeof kept.name !== 'string' || typeof kept.text !== 'string') return undefined;
  return { name: kept.name, text: kept.text };
}

/** The decision table beside a policy file; undefined where there is none. */
function tableBeside(place: string): DecisionTable | undefined {
  const name = tableOf(place);
  if (name === place) return undefined;
  try {
    return { name, text: readWholeFile(name).toString('utf8') };
  } catch (error) {
    // One that can't be read holds for no policy.
    return systemCode(error) === 'ENOENT' ? undefined : { name, text: '' };
  }
}

/** The decision table of the policy in force: beside its file, or published with it. Of which WHMCS, where there are several. */
export async function tableFor(
  app: Pick<App, 'policy'>,
  store: Values,
  install?: string,
): Promise<DecisionTable | undefined> {
  const { path, published } = app.policy(install);
  return published === undefined ? tableBeside(path) : publishedTable(store, published);
}

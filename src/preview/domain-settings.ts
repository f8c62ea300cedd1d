import type { Reads, View } from '../catalog/index.js';
import { listed, oneLine, quoted, where } from '../prose/index.js';
import { heldDomain } from '../records/index.js';

const NAMES = ['ns1', 'ns2', 'ns3', 'ns4', 'ns5'];

/** Asked of the registrar, and not every one of them can tell. */
function readNameservers(reads: Reads, id: number): Promise<string[] | undefined> {
  return reads.look({
    name: `the present name servers of domain ${id}`,
    action: 'DomainGetNameservers',
    params: { domainid: id },
    pick(reply) {
      const hosts = NAMES.map((name) => oneLine(reply[name])).filter((host) => host !== '');
      return hosts.length === 0 ? undefined : hosts;
    },
  });
}

const hosts = (names: readonly string[]) => listed(names.map((name) => quoted(name)));

export const setNameservers: View = async (scene) => {
  const held = await heldDomain(scene, ({ id }) => readNameservers(scene.reads, id));
  const wanted = scene.values.nameservers as readonly string[];
  const { also: present, registrar } = held;
  return {
    title: `Set the name servers of ${held.named}`,
    sentences: [
      ...held.sentences,
      `Name servers: ${present === undefined ? '(not shown)' : hosts(present)} → ${hosts(wanted)}.`,
      `They are changed at ${registrar} now: its web site and mail go where the new ones point.`,
      where(present !== undefined, 'Setting the old ones again undoes it; caches may take days.'),
    ],
    irreversible: [
      where(present === undefined, 'Without the present name servers nobody here knows what to set back.'),
    ],
    snapshot: { ...held.facts, 'before.nameservers': present },
  };
};

/** Registrars have other words for "unknown"; only these two say something. */
function readLock(reads: Reads, id: number): Promise<'locked' | 'unlocked' | undefined> {
  return reads.look({
    name: `whether domain ${id} is locked`,
    action: 'DomainGetLockingStatus',
    params: { domainid: id },
    pick: ({ lockstatus }) => (lockstatus === 'locked' || lockstatus === 'unlocked' ? lockstatus : undefined),
  });
}

export const setLock: View = async (scene) => {
  const held = await heldDomain(scene, ({ id }) => readLock(scene.reads, id));
  const { also: present, registrar } = held;
  const locks = scene.values.lockstatus === true;
  const wanted = locks ? 'locked' : 'unlocked';
  return {
    title: `${locks ? 'Lock' : 'Unlock'} ${held.named}`,
    sentences: [
      ...held.sentences,
      present === wanted
        ? `Transfer lock: it is ${present} already.`
        : `Transfer lock: ${present ?? '(not shown)'} → ${wanted}.`,
      `It is changed at ${registrar} now.`,
      locks
        ? 'A locked domain can not be moved to another registrar.'
        : 'An unlocked domain can be moved away by whoever has its authorisation code.',
      'Setting it back undoes it, as long as the domain is here.',
    ],
    irreversible: [where(!locks, 'A domain that was moved away while unlocked does not come back by this.')],
    snapshot: { ...held.facts, 'before.lockstatus': present },
  };
};

import { confirmation, NAMED, need, whereArgs, write } from '../../src/catalog/index.js';
import { where } from '../../src/prose/index.js';
import { type Changed, heldDomain, holds, setBack } from '../../src/records/index.js';
import { asAsked, idParam } from './one-domain.js';
import { lockIn, readLock } from './registrar-reads.js';

// Optional in WHMCS, where leaving it out most likely unlocks.
const LOCK = { domainid: need.id(), lockstatus: need.flag('true locks') };

const lock: Changed = {
  what: 'domain',
  idArg: 'domainid',
  read: { action: 'DomainGetLockingStatus', params: idParam },
  record: asAsked,
  fields: {
    lockstatus: {
      shown(reply) {
        const state = lockIn(reply);
        return state && state === 'locked';
      },
      same: (wanted, shown) => wanted === shown,
    },
  },
  aside: ['domainid', 'repeat_of'],
};

export const setLock = write('whmcs_update_domain_lock_status', {
  title: 'Set the transfer lock',
  about:
    'Switch the registrar lock on or off; an unlocked domain can be moved away. Setting it back undoes it.',
  action: 'DomainUpdateLockingStatus',
  whose: NAMED,
  names: { domain: ['domainid'] },
  effects: ['registrar', whereArgs('control', ({ lockstatus }) => lockstatus !== true)],
  args: LOCK,
  slow: true,
  sets: () => 'transfer lock',
  result: confirmation(),
  done: ({ domainid, lockstatus }) =>
    `The transfer lock of domain ${domainid} is ${lockstatus === true ? 'on' : 'off'}.`,
  errors: {
    nothingBegun: ['Domain ID Not Found', 'An invalid configuration was detected with the registrar module…'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  readBack: holds(lock),

  undo: setBack('whmcs_update_domain_lock_status', lock, LOCK, {
    otherwise:
      'The registrar did not say whether the domain was locked, so nothing was kept; a person can look there.',
  }),

  async preview(scene) {
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
      irreversible: [
        where(!locks, 'A domain that was moved away while unlocked does not come back by this.'),
      ],
      snapshot: { ...held.facts, 'before.lockstatus': present },
    };
  },

  sample: { least: { domainid: 1, lockstatus: true } },
});

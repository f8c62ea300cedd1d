import { confirmation, may, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, listed, quoted, where } from '../../src/prose/index.js';
import { type Changed, heldDomain, holds, setBack } from '../../src/records/index.js';
import { asAsked, byId, idParam, oneDomain } from './one-domain.js';
import { NAMESERVERS, readNameservers } from './registrar-reads.js';

const SERVERS = {
  domainid: may.id(),
  domain: may.domain(),
  nameservers: need.nameservers('2 to 5, all of them'),
};

/** One text of a list, whatever its order and however its hosts are spelled. */
const sorted = (list: unknown) =>
  (list as unknown[])
    .map((host) => String(host).toLowerCase().replace(/\.$/, ''))
    .sort()
    .join(' ');

const nameservers: Changed = {
  what: 'domain',
  idArg: 'domainid',
  read: { action: 'DomainGetNameservers', when: byId, params: idParam },
  record: asAsked,
  fields: {
    nameservers: {
      shown(reply) {
        const named = NAMESERVERS.map((name) => reply[name]).filter(
          (host): host is string => typeof host === 'string' && host !== '',
        );
        return named.length === 0 ? undefined : named;
      },
      same: (wanted, shown) => sorted(wanted) === sorted(shown),
    },
  },
  aside: ['domainid', 'domain', 'repeat_of'],
};

export const setNameservers = write('whmcs_update_domain_nameservers', {
  title: 'Set name servers',
  about:
    "Replace a domain's name servers at its registrar: web and mail move with them. Read the old set first; setting it again undoes this.",
  action: 'DomainUpdateNameservers',
  whose: NAMED,
  names: { domain: ['domainid', 'domain'] },
  // Web and mail of the domain go where the new ones say.
  effects: ['registrar', 'control'],
  args: SERVERS,
  rules: oneDomain,
  slow: true,
  sets: () => 'name servers',
  result: confirmation(),
  done: isNow('Domain', ['domainid', 'domain'], 'has its new name servers'),
  errors: {
    nothingBegun: ['Domain ID Not Found', 'ns1 and ns2 required'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  readBack: holds(nameservers),

  undo: setBack('whmcs_update_domain_nameservers', nameservers, SERVERS, {
    otherwise:
      "The former name servers were not kept: they are read by domainid only, and not every registrar shows them. A person can find them in the registrar's records.",
  }),

  async preview(scene) {
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
  },

  sample: {
    least: { domainid: 1, nameservers: ['ns1.example.net', 'ns2.example.net'] },
    most: {
      domain: 'example.com',
      nameservers: [
        'ns1.example.net',
        'ns2.example.net',
        'ns3.example.net',
        'ns4.example.net',
        'ns5.example.net',
      ],
    },
  },
});

const hosts = (names: readonly string[]) => listed(names.map((name) => quoted(name)));

import { confirmation, NAMED, need, write } from '../../../src/catalog/index.js';
import { capital, quoted, where } from '../../../src/prose/index.js';
import { domainQueue, domainRecord, heldDomain, readOf, rowOf, untold } from '../../../src/records/index.js';
import { readLock } from '../registrar-reads.js';
import { readHolder } from './whois-contacts.js';

export const requestEpp = write('whmcs_request_epp_code', {
  title: 'Request a transfer code',
  about:
    'Ask the registrar for the transfer (EPP) code of a domain, with which it can be moved away. The code is never shown here: the registrar mails it to the holder, or the client reads it in the client area. Cannot be undone.',
  action: 'DomainRequestEPP',
  whose: NAMED,
  names: { domain: ['domainid'] },
  effects: ['mail', 'control', 'registrar', 'irreversible', 'secret'],
  args: { domainid: need.id() },
  slow: true,
  result: confirmation(),
  done: ({ domainid }, { eppcode }) =>
    eppcode === undefined || eppcode === ''
      ? `The registrar was asked for the transfer code of domain ${domainid} and answered without one: it mails the code to the holder of the domain.`
      : `The registrar answered with the transfer code of domain ${domainid}, which is withheld here: the client gets it in the client area, at the domain, and staff in WHMCS.`,
  errors: {
    nothingBegun: ['Domain ID Not Found'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  readBack: {
    ...readOf(domainRecord),
    also: domainQueue,
    tells: (reply, args) =>
      rowOf(domainRecord, reply, args) === undefined
        ? untold('WHMCS shows no such domain')
        : untold(
            `no read shows whether the registrar was asked for the code of domain ${Number(args.domainid)}: asking again mails it once more at most`,
          ),
  },

  undo: 'A code that was handed over stays known. With the transfer lock on (whmcs_update_domain_lock_status) it moves nothing; a person can ask the registrar for a new code, which ends the old one at most of them.',

  async preview(scene) {
    const { also, domain, person, ...held } = await heldDomain(scene, async ({ id }) => ({
      lock: await readLock(scene.reads, id),
      holder: await readHolder(scene.reads, id),
    }));
    const { lock, holder } = also ?? {};
    const own = person.client?.email;
    return {
      title: `Request the transfer code of ${held.named}`,
      sentences: [
        ...held.sentences,
        `${capital(held.registrar)} is asked for the code now. It mails the code to the holder, or WHMCS shows it to the client; it is not shown to the agent.`,
        holder === undefined
          ? 'Whom the registrar has as holder does not show.'
          : `The registrar has ${quoted(holder)} as mail address of the holder.`,
        where(
          holder !== undefined && own !== undefined && holder.toLowerCase() !== own.toLowerCase(),
          'That is not the address of its client.',
        ),
        lock === 'locked'
          ? 'Transfer lock: locked. The code moves nothing until it is switched off.'
          : `Transfer lock: ${lock ?? '(not shown)'}. ${lock === 'unlocked' ? 'Whoever has the code can move the domain away.' : 'Unlocked, whoever has the code can move the domain away.'}`,
      ],
      gentler:
        lock === 'unlocked'
          ? 'Switch the transfer lock on first, if the domain is not to leave yet.'
          : undefined,
      snapshot: { ...held.facts, 'domain.lockstatus': lock, 'mail.to': holder },
    };
  },

  sample: { least: { domainid: 1 } },
});

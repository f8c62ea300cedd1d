import {
  confirmation,
  NAMED,
  need,
  type ReadBack,
  type ReadCall,
  whereArgs,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { amountOf } from '../../../src/decimal.js';
import { counted, money, where } from '../../../src/prose/index.js';
import {
  changesTo,
  domainQueue,
  domainRecord,
  flag,
  flagOf,
  heldDomain,
  namedRow,
  readOf,
  rowOf,
  setBack,
  untold,
  untoldWhere,
} from '../../../src/records/index.js';

// Optional in WHMCS, where leaving it out most likely switches it off.
const PROTECTION = { domainid: need.id(), idprotect: need.flag('true hides the holder in WHOIS') };

const protection = changesTo(domainRecord, {
  aside: ['domainid'],
  fields: { idprotect: flag('idprotection', { label: 'ID protection' }) },
});

/** What it costs is a setting of the shop that no read shows; what is on already costs nothing more. */
const switchesOn = async (call: ReadCall) =>
  call.values.idprotect === true && flagOf((await namedRow(domainRecord, call)).idprotection) !== true;

export const setIdProtection = write('whmcs_update_domain_id_protection', {
  title: 'Set ID protection',
  about:
    'Switch ID protection on or off at the registrar: on, it can cost; off, WHOIS shows everybody the name and address of the holder. Setting it back undoes it.',
  action: 'DomainToggleIdProtect',
  whose: NAMED,
  names: { domain: ['domainid'] },
  money: untoldWhere(switchesOn),
  effects: [
    'registrar',
    whereRecord('money', switchesOn, ({ idprotect }) => idprotect === true),
    whereArgs('disclosure', ({ idprotect }) => idprotect !== true),
  ],
  args: PROTECTION,
  slow: true,
  sets: () => 'ID protection',
  result: confirmation(),
  done: ({ domainid, idprotect }) => `ID protection of domain ${domainid} is ${onOff(idprotect)}.`,
  errors: {
    nothingBegun: ['Domain ID Not Found'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  readBack: toldByRecord(),

  undo: setBack('whmcs_update_domain_id_protection', protection, PROTECTION, {
    otherwise: 'Whether it was on did not show, so nothing was kept; a person can look at the registrar.',
    leaves: 'What WHOIS showed meanwhile stays known to whoever read it.',
  }),

  async preview(scene) {
    const { domain, ...held } = await heldDomain(scene, () => undefined);
    const fields = domain?.fields;
    const isOn = flagOf(fields?.idprotection);
    const wanted = scene.values.idprotect === true;
    const present = isOn === undefined ? '(not shown)' : onOff(isOn);
    return {
      title: `Switch ID protection of ${held.named} ${onOff(wanted)}`,
      sentences: [
        ...held.sentences,
        isOn === wanted
          ? `ID protection: by WHMCS's record it is ${present} already.`
          : `ID protection: ${present} → ${onOff(wanted)}.`,
        `It is changed at ${held.registrar} now.`,
        wanted
          ? 'WHOIS then shows the registrar in the place of the holder.'
          : 'WHOIS then shows everybody the name, address, telephone and mail address of the holder.',
        where(
          wanted && isOn !== true,
          'What it costs does not show: the price is in the settings of WHMCS, and the registrar may charge too.',
        ),
        where(
          domain !== undefined,
          `What its client pays stays ${money(amountOf(fields?.recurringamount), held.person.currency)} for ${counted(domain?.years ?? 1, 'year')}: this call does not change it.`,
        ),
      ],
      irreversible: [
        where(!wanted, 'Whoever reads WHOIS meanwhile keeps what it shows, and others store it.'),
      ],
      snapshot: {
        ...held.facts,
        'before.idprotection': isOn,
        'domain.recurringamount': fields?.recurringamount,
      },
    };
  },

  sample: { least: { domainid: 1, idprotect: true } },
});

const onOff = (value: unknown) => (value === true ? 'on' : 'off');

/** The registrar is not asked what it has: WHMCS's record tells, and only where it was otherwise before and no error was told. */
function toldByRecord(): ReadBack {
  return {
    ...readOf(domainRecord),
    keep(reply, args) {
      const held = flagOf(rowOf(domainRecord, reply, args)?.idprotection);
      return held === undefined ? undefined : { isOn: held };
    },
    also: domainQueue,
    tells(reply, args, { prior, toldError }) {
      const row = rowOf(domainRecord, reply, args);
      const isOn = flagOf(row?.idprotection);
      if (row === undefined || isOn === undefined) return untold('WHMCS shows no such domain');
      const says = `by WHMCS's record ID protection of domain ${Number(args.domainid)} is ${onOff(isOn)}`;
      const isSet = isOn === args.idprotect && prior !== undefined && prior.isOn !== isOn;
      return isSet && toldError !== true
        ? { done: true, says }
        : untold(`${says}, which does not tell what the registrar has`);
    },
  };
}

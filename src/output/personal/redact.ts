import { type FieldClass, type Redact, type Treatment, WITHHELD } from '../../terms.js';
import { changeMembers } from '../credentials/in-key-values.js';
import { labelsOf, VALUE } from '../credentials/label-keys.js';
import { throughJson } from '../text/inner-json.js';

/** Whose it is, before what it is: `billingcity`, `Registrant Postal Code`, `home_phone`. */
const OF =
  '(?:billing|shipping|mailing|postal|contact|client|customer|user|owner|company|business|office|work|home|private|personal|secondary|alternative|second|registrant|admin|technical|tech|requestor|recipient|sender|invoice)?';

/** Names of fields by class, in small letters and without signs and blanks: registrars spell theirs as they like. */
const BY_NAME: readonly (readonly [FieldClass, RegExp])[] = [
  [
    'contact',
    new RegExp(
      `^(?:.*emails?(?:address(?:es)?)?\\d?|e?mail(?:address)?|${OF}(?:cc|bcc|(?:tele)?(?:phone|fax)(?:number|no|nr|cc|ext|extension|countrycode|numberformatted)?s?\\d?|telefon|tel|mobile(?:phone|number|no)?|cell(?:phone|number)?|handy|whatsapp|skype|telegram))$`,
    ),
  ],
  [
    'address',
    new RegExp(
      `^${OF}(?:address(?:line)?\\d?|street(?:address|line|name)?\\d?|housenumber|city|town|locality|state|fullstate|stateprovince|statecode|province|region|county|postcode|postalcode|zip(?:code)?|plz|strasse|straße|ort|wohnort)$`,
    ),
  ],
  // Also the other numbers by which a state knows a person.
  [
    'tax',
    /^(?:.*(?:tax|vat|gst|ust)(?:id|nr|no|number|identification(?:number)?|registration(?:number)?)|vat|vatid\w*|ssn|socialsecurity(?:number)?|ein|nif|cif|cpf|cnpj|siret|siren|steuernummer|ustid\w*|nationalid(?:number)?|passport(?:number|no)?|idcard(?:number)?|dateofbirth|birth(?:day|date)|dob)$/,
  ],
  [
    'payment',
    /^(?:card(?:type|brand|lastfour|last4|holder(?:name)?|expiry|num.*)?|creditcard.*|last(?:four|4)(?:digits)?|expirydate.*card|bank.*|iban|bic|swift(?:code)?|sortcode|routingnumber|account(?:number|holder(?:name)?)|subscriptionid|transid|paymethodid)$/,
  ],
  [
    'network',
    /^(?:ip(?:v[46])?s?|ipaddress(?:es)?|(?:server|client|dedicated|last|remote|login|signup|order|user|source)ip(?:address)?|assignedips|host|hostname|serverhostname|useragent|browser|macaddress|geolocation|latitude|longitude|lastlogin|fraudoutput|frauddata)$/,
  ],
  ['staff', /^(?:admin|adminname|adminusername|gravatarhash|signature|twofactorauthmodule)$/],
];

/** In a record of a member of staff, or in what one did, these are staff's too. */
const OF_STAFF = /^(?:username|email|firstname|lastname|fullname|notes)$/;

const bare = (name: string) =>
  name
    .slice(0, 100)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function classOf(key: string, inStaff: boolean): FieldClass | undefined {
  const name = bare(key);
  if (inStaff && OF_STAFF.test(name)) return 'staff';
  return BY_NAME.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Enough to recognise, too little to use: `a***@example.com`, `+4***`. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === 'object' && value !== null) return '***';
  const text = String(value);
  if (text === '' || text === WITHHELD) return text;
  const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(text) ?? [];
  if (domain !== undefined) return `${text.charAt(0)}***@${domain}`;
  return text.length <= 4 ? '***' : `${text.slice(0, 2)}***`;
}

const isEmpty = (value: unknown) => value === null || value === '' || typeof value === 'boolean';

/**
 * The same value with personal data masked or dropped, at every depth, also inside texts that are JSON, and in custom
 * fields by what their label says. Free text is not searched.
 */
export function redactPersonal<T>(value: T, redact: Redact): T {
  const active = Object.values(redact).some((treatment) => treatment !== 'show');
  return active ? (walk(value, redact) as T) : value;
}

/** What becomes of what stands under a name, or under a label; the strictest that one of them asks for. */
function treatmentOf(names: readonly string[], inStaff: boolean, redact: Redact): Treatment {
  const all = names.flatMap((name) => classOf(name, inStaff) ?? []).map((field) => redact[field]);
  return all.includes('drop') ? 'drop' : all.includes('mask') ? 'mask' : 'show';
}

function redactText(text: string, redact: Redact): string {
  const json = throughJson(text, (inner) => walk(inner, redact), WITHHELD);
  if (json !== undefined || !/^\s*[[{]/.test(text)) return json ?? text;
  // A record all the same, cut or badly written: registrars' modules make such.
  return changeMembers(text, (names, value) => {
    const treatment = isEmpty(value) ? 'show' : treatmentOf(names, false, redact);
    return treatment === 'show' ? undefined : treatment === 'drop' ? '' : String(masked(value));
  });
}

function walk(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redactText(value, redact);
  if (Array.isArray(value)) return value.map((item) => walk(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  const inStaff = 'roleId' in value || 'adminId' in value;
  const labels = labelsOf(value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      const names = VALUE.test(key) ? [key, ...labels] : [key];
      const treatment = isEmpty(inner) ? 'show' : treatmentOf(names, inStaff, redact);
      if (treatment === 'drop') return [];
      return [[key, treatment === 'mask' ? masked(inner) : walk(inner, redact)]];
    }),
  );
}

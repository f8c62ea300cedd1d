import type { FieldClass } from '../../terms.js';

/** Words before a name that say whose it is: `billingcity`, `Registrant Postal Code`, `home_phone`. */
const OWNER =
  '(?:billing|shipping|mailing|postal|contact|client|customer|user|owner|company|business|office|work|home|private|personal|secondary|alternative|second|registrant|admin|technical|tech|requestor|recipient|sender|invoice)?';

/** Names of fields by class, as `bareName` spells them: registrars spell theirs as they like. */
const CLASSES: readonly (readonly [FieldClass, RegExp])[] = [
  [
    'contact',
    new RegExp(
      `^(?:.*emails?(?:address(?:es)?)?\\d?|e?mail(?:address)?|${OWNER}(?:cc|bcc|(?:tele)?(?:phone|fax)(?:number|no|nr|cc|ext|extension|countrycode|numberformatted)?s?\\d?|telefon|tel|mobile(?:phone|number|no)?|cell(?:phone|number)?|handy|whatsapp|skype|telegram)|to)$`,
    ),
  ],
  [
    'address',
    new RegExp(
      `^${OWNER}(?:address(?:line)?\\d?|street(?:address|line|name)?\\d?|housenumber|city|town|locality|state|fullstate|stateprovince|statecode|province|region|county|postcode|postalcode|zip(?:code)?|plz|strasse|straße|ort|wohnort)$`,
    ),
  ],
  // Also other numbers and dates by which a state knows a person.
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

/** What a record is of, where that makes more of its names personal. */
export type RecordOf = 'staff' | 'payment';

/** Further names of a class in a record of that. */
const IN_RECORDS: Readonly<Record<RecordOf, RegExp>> = {
  staff: /^(?:username|email|firstname|lastname|fullname|name|notes)$/,
  payment: /^(?:description|expirydate|startdate|issuenumber)$/,
};

/** What a record is of, by the names that only such records have: a member of staff, or a stored card or account. */
export function recordOf(record: object): RecordOf | undefined {
  if ('roleId' in record || 'adminId' in record || 'allowedpermissions' in record) return 'staff';
  return 'gateway_name' in record || 'remote_token' in record ? 'payment' : undefined;
}

/** A name in small letters, without signs and blanks. */
const bareName = (name: string) =>
  name
    .slice(0, 100)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The class of personal data that a field of this name holds; undefined if none. */
export function fieldClassOf(key: string, of?: RecordOf): FieldClass | undefined {
  const name = bareName(key);
  if (of !== undefined && IN_RECORDS[of].test(name)) return of;
  return CLASSES.find(([, pattern]) => pattern.test(name))?.[0];
}

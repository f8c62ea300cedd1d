/** What becomes of personal data, by class of field; as a policy's `redact` says. */
export type Treatment = 'show' | 'mask' | 'drop';
export type FieldClass = 'contact' | 'address' | 'tax' | 'payment' | 'network' | 'staff';
export type Redact = Readonly<Record<FieldClass, Treatment>>;

/** Names of fields by class, in small letters and without `_`, `-` and blanks: registrars spell theirs as they like. */
const BY_NAME: readonly (readonly [FieldClass, RegExp])[] = [
  ['contact', /^(.*email(address)?|cc|phone(number|cc|numberformatted)?|telephonenumber|fax|mobile)$/],
  ['address', /^(address\d?|street\d?|city|state|fullstate|statecode|postcode|zip(code)?)$/],
  ['tax', /^(taxid|vat(number|id)?)$/],
  [
    'payment',
    /^(card(type|lastfour|num.*)?|lastfour|expirydate.*card|bank.*|subscriptionid|transid|paymethodid)$/,
  ],
  [
    'network',
    /^(ip|ipaddress|(server|client|dedicated|last|remote)ip|assignedips|host|hostname|serverhostname|lastlogin|fraudoutput|frauddata)$/,
  ],
  ['staff', /^(admin|adminname|gravatarhash|signature|twofactorauthmodule)$/],
];

/** In a record of a member of staff, or in what one did, these are staff's too. */
const OF_STAFF = /^(username|email|firstname|lastname|fullname|notes)$/;

function classOf(key: string, inStaff: boolean): FieldClass | undefined {
  const name = key.toLowerCase().replace(/[_\s-]/g, '');
  if (inStaff && OF_STAFF.test(name)) return 'staff';
  return BY_NAME.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Enough to recognise, too little to use: `a***@example.com`, `+4***`. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === 'object' && value !== null) return '***';
  const text = String(value);
  const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(text) ?? [];
  if (domain !== undefined) return `${text.charAt(0)}***@${domain}`;
  return text.length <= 4 ? '***' : `${text.slice(0, 2)}***`;
}

const isEmpty = (value: unknown) => value === null || value === '' || typeof value === 'boolean';

/** The same value with personal data masked or dropped, at every depth. Free text is not searched. */
export function redactPersonal<T>(value: T, redact: Redact): T {
  const active = Object.values(redact).some((treatment) => treatment !== 'show');
  return active ? (walk(value, redact) as T) : value;
}

function walk(value: unknown, redact: Redact): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  const inStaff = 'roleId' in value || 'adminId' in value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      const found = isEmpty(inner) ? undefined : classOf(key, inStaff);
      const treatment = found === undefined ? 'show' : redact[found];
      if (treatment === 'drop') return [];
      return [[key, treatment === 'mask' ? masked(inner) : walk(inner, redact)]];
    }),
  );
}

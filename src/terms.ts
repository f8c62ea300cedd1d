/** The words that several rooms share, each stated once. */

/** Risk classes of calls, from harmless to grave. The class of an action stands in the table of the catalog. */
export const RISK_CLASSES = ['read', 'write', 'execute', 'financial', 'destructive'] as const;
export type RiskClass = (typeof RISK_CLASSES)[number];

/** The identifier that the embedded WHMCS takes, by which it is told from a real one: no real one has such a word. */
export const SANDBOX_IDENTIFIER = 'sandbox-identifier-not-a-real-one';

/** What a call can set off beyond the record it changes. */
export const EFFECTS = [
  'mail',
  'money',
  'control',
  'disclosure',
  'impersonation',
  'provisioning',
  'registrar',
  'irreversible',
  'secret',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** Codes of calls that were refused before anything left. */
export const UNSENT_CODES = [
  'policy_denied',
  'rate_limited',
  'approval_required',
  'approval_denied',
  'approval_expired',
  'invalid_arguments',
  'duplicate_call',
] as const;

/** Stable codes of failed calls; callers may branch on them. */
export const FAILURE_CODES = [
  ...UNSENT_CODES,
  'whmcs_error',
  'whmcs_auth',
  'whmcs_unreachable',
  'whmcs_bad_reply',
  'outcome_unknown',
  'internal',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

interface ChannelTraits {
  /** Whether it proves who decided: only then can several people be counted. */
  readonly countsPeople: boolean;
  /** Whether people can decide there unless a policy names channels. */
  readonly byDefault: boolean;
  /** Whether it shows any call whole, however long its arguments are. */
  readonly showsAll: boolean;
}

/** The ways in which a person can decide a request, by the names that policies use. */
export const CHANNEL_TRAITS = {
  console: { countsPeople: true, byDefault: true, showsAll: true },
  // The client may answer by itself, and does not say who answered.
  elicitation: { countsPeople: false, byDefault: false, showsAll: false },
  cli: { countsPeople: true, byDefault: true, showsAll: true },
} as const satisfies Readonly<Record<string, ChannelTraits>>;
export type ChannelName = keyof typeof CHANNEL_TRAITS;
export const CHANNELS = Object.keys(CHANNEL_TRAITS) as readonly ChannelName[];

/** How callers get lists: long ones under one header, or each row as an object. */
export const LIST_FORMS = ['table', 'objects'] as const;
export type ListForm = (typeof LIST_FORMS)[number];

/** Classes of fields that hold personal data, as a policy's `redact` names them. */
export const FIELD_CLASSES = ['contact', 'address', 'tax', 'payment', 'network', 'staff'] as const;
export type FieldClass = (typeof FIELD_CLASSES)[number];

/** What becomes of a field that holds personal data. */
export type Treatment = 'show' | 'mask' | 'drop';
export type Redact = Readonly<Record<FieldClass, Treatment>>;

export const CALENDARS = ['minute', 'hour', 'day', 'month'] as const;
export type Calendar = (typeof CALENDARS)[number];

/**
 * A calendar window, from its boundary to the next; or the last so many seconds (whole, at least 1). Days and months are those
 * of an IANA time zone, of UTC where that is left out; minutes and hours are always those of UTC.
 */
export type Window =
  | { readonly calendar: Calendar; readonly timezone?: string }
  | { readonly slidingSeconds: number };

/** One counter of one caller, client or installation in one kind of window. What a rule allows is no part of it. */
export interface Bucket {
  readonly counter: string;
  /** Whom it is counted for: `grant:<name>`, `client:<id>` or `install`. */
  readonly key: string;
  readonly window: Window;
  /** Of a budget: what went without asking, and what people approved, are counted apart. Left out, all is one count. */
  readonly part?: 'unasked' | 'approved';
}

/**
 * What one rule wants counted for one call. `max` and `amount` are plain decimal text: at most 12 digits before the
 * point and 6 after it; no sign, no exponent.
 */
export interface Claim extends Bucket {
  /** JSON pointer of the rule, to name it in a refusal. */
  readonly id: string;
  readonly max: string;
  /** "1" where calls are counted. */
  readonly amount: string;
  /** What the operator wants the agent told where the claim does not fit. */
  readonly message?: string;
}

/** Areas of WHMCS that tools belong to. Named as toolsets, they leave the tools of those areas alone. */
export const AREAS = [
  'clients',
  'products',
  'billing',
  'tickets',
  'domains',
  'orders',
  'services',
  'system',
  'affiliates',
  'promotions',
  'quotes',
] as const;
export type AreaName = (typeof AREAS)[number];

/** Sets of tools beyond the usual ones, off unless a list of toolsets names them. They add, and narrow nothing. */
export const EXTRA_SETS = ['desk', 'actions', 'answers', 'plans'] as const;
export type ExtraSet = (typeof EXTRA_SETS)[number];

/** What `GUARD_TOOLSETS` and `toolsets` of a policy or a grant can name. */
export const TOOLSETS = [...AREAS, ...EXTRA_SETS] as const;

/** What the operator switched in the environment, above every policy; what is left out is not switched. */
export interface Switches {
  readonly readOnly?: boolean | undefined;
  /** Destructive tools: all hidden, all shown, or those named; the policy decides where it is left out. */
  readonly destructive?: 'off' | 'all' | readonly string[] | undefined;
  /** Areas narrow the tools to theirs, and extra sets are switched on. */
  readonly toolsets?: readonly string[] | undefined;
}

/** The argument that says a call repeats an earlier one on purpose; it is not sent to WHMCS. */
export const REPEAT_OF = 'repeat_of';

/** The argument in which an agent says why it makes a call: its own claim, for people to read. It is not sent to WHMCS, and no rule sees it. */
export const REASON = 'reason';

/** What is shown in the place of a credential. */
export const WITHHELD = '[withheld]';

export const DAY_MS = 86_400_000;

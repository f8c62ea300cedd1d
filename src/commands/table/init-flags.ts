/** The flags of `init`, each of which stands for a question. */
export const INIT_FLAGS = [
  'url',
  'identifier',
  'secret-file',
  'staff',
  'date-format',
  'timezone',
  'policy',
  'destructive',
  'approver',
  'clients',
  'name',
  'offline',
  'remove',
  'yes',
  'sandbox',
  'env-file',
] as const;

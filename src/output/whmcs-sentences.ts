/**
 * Messages that WHMCS composes without any text of others, from its documentation and installations; shorter ones pass
 * isPlain. They are shown without tags and taint nothing: else the first refusal would.
 */
const SENTENCES = new Set(
  [
    'A message body is required for a custom message',
    'A subject is required for a custom message',
    'A user already exists with that email address',
    'An invalid configuration was detected with the registrar module',
    'Cannot create and send a draft invoice in a single API request. Please create and send separately.',
    'Credit Amount to apply must be greater than zero',
    'Invalid Ticket Priority. Valid priorities are: Low,Medium,High',
    'Invoice must be in Draft status to be published',
    'It is not possible to add a payment to an invoice that is Cancelled',
    'Missing Variables: itemdescription, itemamount and itemtaxed are required for each item being changed',
    'Name and email address are required if not a client',
    'Order ID not found or Status not Pending',
    'Reply creation date cannot be in the future',
    'Service not assigned to a module',
    'Subscription Cancellation Failed - Please check the gateway log for further information',
    'The custom variables you provided are invalid.',
    'The email address entered is not available for use.',
    'The email address entered is not valid',
    'The email address you entered was not valid',
    'The order status must be in Cancelled or Fraud to be deleted',
    'The system cannot find the provided user ID.',
    'Ticket creation date cannot be in the future',
    'You did not enter your address line 1',
    'You must provide either an existing email template name or a custom message type',
    'You must have at least one email address enabled to receive domain related notifications as required by ICANN. To disable domain notifications, please create an alternative contact that is set to receive them',
  ].map((sentence) => sentence.toLowerCase()),
);

/** The same around one word that can't be an instruction: the name of an action, an IP address. */
const PATTERNS = [
  /^invalid ip [\da-f.:]{2,45}$/i,
  /^invalid permissions: api action "?\w{1,60}"? is not allowed$/i,
  /^invalid api action: "?\w{1,60}"? is not a valid api action$/i,
  /^the requested api action could not be found$/i,
];

/** Whether WHMCS alone composed this message. */
export function isWhmcsSentence(message: string): boolean {
  const text = message.trim().replace(/ {1,9}/g, ' ');
  return SENTENCES.has(text.toLowerCase()) || PATTERNS.some((pattern) => pattern.test(text));
}

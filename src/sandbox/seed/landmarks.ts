/** Records that stand at the same id in every seed, for demonstrations and tests. */
export const LANDMARKS = {
  /** Pending, with a service, a domain, an unpaid invoice and a gateway subscription. */
  pendingOrder: 1042,
  /** Pending; cancelling it leaves its invoice settled by an earlier payment, which sends a mail. */
  orderWhoseInvoiceSettles: 1043,
  /** Pending, a domain transfer; its gateway refuses to cancel the subscription. */
  orderWithStuckSubscription: 1044,
  /** Has client credit and an unpaid invoice smaller than it. */
  clientWithCredit: 6,
  /** O'Brien. */
  clientWithApostrophe: 7,
  /** Zażółć Gęślą-Jaźń, of München-Beispiel. */
  clientBeyondAscii: 11,
  /** Customer tickets whose text tries to give orders to an assistant. */
  ticketsWithInjection: [404, 411],
  /** Active, on a server that answers every command with a time-out. */
  serviceOnDeadServer: 117,
  /** Active, of a product without a module. */
  serviceWithoutModule: 109,
  /** Its registrar module can't read nameservers. */
  domainByMail: 229,
  /** No registrar is set up for it. */
  domainWithoutRegistrar: 230,
} as const;

/** A shipped policy, in the words of a person who has to choose one. */
export interface PolicyChoice {
  readonly name: string;
  readonly label: string;
  /** What it lets an agent do, what asks a person, and what is refused. */
  readonly says: string;
}

/** The policies that come with the program, the usual one first. */
export const POLICIES: readonly [PolicyChoice, ...PolicyChoice[]] = [
  {
    name: 'default',
    label: 'Everyday work',
    says: "Reads, notes, ticket replies, reminders and draft invoices go through; money, who is in control, strangers and what can't be undone ask a person; deleting, cancelling and terminating are hidden.",
  },
  {
    name: 'read-only',
    label: 'Only look',
    says: 'Reads go through; every change is refused.',
  },
  {
    name: 'support',
    label: 'Support desk',
    says: 'Reads and work in tickets go through; mail outside office hours, new tickets and other people in copy ask a person; invoices, services, domains and client data are refused.',
  },
  {
    name: 'billing',
    label: 'Billing desk',
    says: "Reads, invoices and quotes up to 500, payments up to 250 and credit up to 100 go through; more than that, and all of it once a customer's text was read, asks a person; above the caps of the day, and tickets, services and domains, are refused.",
  },
  {
    name: 'full',
    label: 'Everything, with approvals',
    says: "Reads and everyday work go through; money, who is in control and what can't be undone ask a person, and so do deleting, cancelling and terminating, which are visible.",
  },
];

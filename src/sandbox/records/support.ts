export interface StoredFile {
  name: string;
  /** Base64. */
  data: string;
}

export interface TicketPost {
  id: number;
  clientId: number;
  contactId: number;
  name: string;
  email: string;
  admin: string;
  date: string;
  message: string;
  attachments: StoredFile[];
}

export interface Ticket {
  id: number;
  /** The number the customer sees; never equal to the id. */
  tid: string;
  /** Opens the ticket without a login, together with the number. */
  accessCode: string;
  departmentId: number;
  clientId: number;
  userId: number;
  contactId: number;
  name: string;
  email: string;
  cc: string;
  date: string;
  subject: string;
  message: string;
  attachments: StoredFile[];
  status: string;
  priority: string;
  admin: string;
  lastReply: string;
  flag: number;
  service: string;
  preventClosure: boolean;
  replies: TicketPost[];
  notes: TicketPost[];
}

export interface ActivityEntry {
  id: number;
  clientId: number;
  userId: number;
  adminId: number;
  date: string;
  description: string;
  username: string;
  ip: string;
}

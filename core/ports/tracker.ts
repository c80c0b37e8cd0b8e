import type { Person } from '#domain/person.ts';
import type { Ticket } from '#domain/ticket.ts';

export interface TicketDetail extends Ticket {
  readonly status: string;
  readonly comments: readonly { readonly author: string; readonly body: string }[];
  readonly linked: readonly { readonly key: string; readonly summary: string; readonly relation: string }[];
}

/** An issue tracker (Jira). */
export interface Tracker {
  /** @throws InputError `TICKET_NOT_FOUND` */
  readTicket(key: string): Promise<TicketDetail>;
  /** Creates the comment that carries this marker, or edits it in place. The text is Markdown. */
  upsertComment(key: string, marker: string, markdown: string): Promise<void>;
  /** Moves the ticket to the status of this name when a transition leads there; false when none does. */
  moveTo(key: string, statusName: string): Promise<boolean>;
  /** With the e-mail address, when the account shows it. @throws InputError `PERSON_NOT_FOUND` */
  readPerson(accountId: string): Promise<Person>;
}

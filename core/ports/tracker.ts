import type { Attachment } from '#domain/decide-attachments.ts';
import type { Person } from '#domain/person.ts';
import type { Ticket } from '#domain/ticket.ts';

/** Another ticket that this one names; `description` is cut, and empty where it may not be read. */
export interface LinkedTicket {
  readonly key: string;
  readonly summary: string;
  readonly relation: string;
  readonly description: string;
}

export interface TicketDetail extends Ticket {
  readonly status: string;
  /** True in any status that means that nothing is left to do. */
  readonly isDone: boolean;
  readonly comments: readonly { readonly author: string; readonly body: string }[];
  readonly linked: readonly LinkedTicket[];
  /** Listed, not read. */
  readonly attachments: readonly Attachment[];
}

/** A ticket to be written; the reference stands in its text, so that it is found again. */
export interface NewTicket {
  /** Key of the project. */
  readonly project: string;
  /** Name of the issue type. */
  readonly type: string;
  readonly summary: string;
  readonly markdown: string;
  readonly labels: readonly string[];
  readonly priority: string;
}

/** An issue tracker (Jira). */
export interface Tracker {
  /** @throws InputError `TICKET_NOT_FOUND` */
  readTicket(key: string): Promise<TicketDetail>;
  /** The first bytes of an attachment as text, never more; `undefined` when it is no text or cannot be had. */
  readAttachment(id: string, maxBytes: number): Promise<string | undefined>;
  /** Creates the comment that carries this marker, or edits it in place. The text is Markdown. */
  upsertComment(key: string, marker: string, markdown: string): Promise<void>;
  /** @throws InputError `JIRA_REFUSED` when the project, the type or the priority does not exist */
  createTicket(ticket: NewTicket): Promise<{ readonly key: string; readonly url: string }>;
  /** The newest ticket with this label, not older than the time, whose text has the reference as a word of its own. */
  findTicket(query: {
    readonly project: string;
    readonly label: string;
    readonly reference: string;
    readonly since: Date;
  }): Promise<string | undefined>;
  /** Relates two tickets; harmless when they are. */
  linkTickets(key: string, other: string): Promise<void>;
  /** Moves the ticket to the status of this name when a transition leads there; false when none does. */
  moveTo(key: string, statusName: string): Promise<boolean>;
  /** With the e-mail address, when the account shows it. @throws InputError `PERSON_NOT_FOUND` */
  readPerson(accountId: string): Promise<Person>;
}

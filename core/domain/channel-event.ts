import type { Command } from './command.ts';
import type { Withdrawal } from './decide-withdrawal.ts';
import type { ErrorAlert, ErrorSighting } from './error-group.ts';
import type { Person } from './person.ts';
import type { Place } from './place.ts';
import type { Ticket } from './ticket.ts';

/** The delivery an event came in; the vendor's id is what deduplicates it. */
export interface DeliveryRef {
  readonly channel: 'jira' | 'github' | 'slack' | 'sentry' | 'api';
  readonly id: string;
  /** Of the request, where its sender chose the id: the same id for another request is a mistake of theirs. */
  readonly hash?: string;
  /** How long it is remembered; 14 days when absent. */
  readonly seconds?: number;
}

/** Which task a command is about: a task, the one that is live for a ticket, or the one whose pull request it is. */
export type CommandTarget =
  | { readonly ticketKey: string }
  /** The task that works on this issue or pull request, or the last one that did. */
  | { readonly place: Place }
  | {
      readonly taskId: string;
      /** The plan revision the person saw when deciding, where the channel knows it (a card's button). */
      readonly n?: number;
    };

/** What a delivery told us, parsed. */
export type ChannelEvent =
  /** The agent's label was put on a ticket (or the ticket was created with it). */
  | { readonly type: 'ticket.labelled'; readonly ticket: Ticket; readonly by: Person }
  /** A ticket went away from where the agent was told to work on it; `key` is the one it had there. */
  | { readonly type: 'ticket.withdrawn'; readonly key: string; readonly how: Withdrawal; readonly by: Person }
  /** Somebody told the agent something about the live task of a ticket or about a task by id. */
  | {
      readonly type: 'command.given';
      /** Absent for commands about no task in particular. */
      readonly target?: CommandTarget;
      readonly command: Command;
      readonly by: Person;
      /** When it was written (ISO 8601), where the channel tells it: what came after that the person had not seen. */
      readonly at?: string;
    }
  /** CI ended for a commit. */
  | { readonly type: 'ci.concluded'; readonly repo: string; readonly headSha: string };

/** What an error tracker's delivery told us. */
export type ErrorChannelEvent =
  | { readonly type: 'error.seen'; readonly sighting: ErrorSighting }
  | { readonly type: 'errors.rose'; readonly alert: ErrorAlert };

/** A parsed delivery: an event, or the reason why there is none. */
export type ParsedDelivery<E = ChannelEvent> =
  | { readonly type: 'event'; readonly event: E }
  | { readonly type: 'ignored'; readonly reason: string };

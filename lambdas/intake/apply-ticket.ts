import type { ChannelEvent, DeliveryRef } from '#domain/channel-event.ts';
import { requestTask, type RequestDeps, type RequestResult } from './request-task.ts';

/** Makes a labelled ticket a task and starts it, unless the ticket has a live one or the delivery was seen before. */
export async function applyTicket(
  { ticket, by }: Extract<ChannelEvent, { type: 'ticket.labelled' }>,
  delivery: DeliveryRef,
  deps: RequestDeps,
): Promise<RequestResult> {
  return requestTask({ subject: { channel: 'jira', key: ticket.key }, ticket, requester: by }, delivery, deps);
}

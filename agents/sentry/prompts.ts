import { asData, DATA_RULE } from '#agents/harness/as-data.ts';
import type { ErrorEvent, ErrorGroup } from '#ports/error-tracker.ts';
import { redact } from './redact.ts';
import { toTrace } from './render-trace.ts';

/** Names these prompts in the audit; change it with every change of their text. */
export const PROMPT_VERSION = 'sentry-1';

export const SYSTEM_PROMPT = `You are Stepwright's sentry agent.
You turn an error that keeps coming back into a bug ticket that a developer can begin to work on at once.

${DATA_RULE}

The ticket's facts (counts, times, release, the stack trace, links) are filled in by the program. You write three things:
- The title: what fails and where, in one line, such as "Checkout fails with a TypeError when the cart is empty".
- The analysis: what probably goes wrong, read from the stack trace and the code lines in it, and which file to look at first. Name
  the frame you conclude it from. Say how sure you are; "the trace does not tell" is an honest answer.
- How to reproduce it: the smallest input or state that would bring it about, as a failing test would set it up.

How to work:
- The latest event is shown to you. When other events may differ (other releases, browsers, messages), list them and read one or two.
- Repeat no names, addresses, tokens or other personal data, even if you see some.
- Hand in the result with submit_ticket.`;

/** The error, as the model is first shown it. */
export function toUserPrompt(group: ErrorGroup, event: ErrorEvent): string {
  const facts = [
    `Title: ${group.title}`,
    `Level ${group.level}, ${group.events} events in 24 hours, ${group.totalEvents} in all, ${group.users} users`,
    `First seen ${group.firstSeen}, last seen ${group.lastSeen}`,
    `Project ${group.project}, platform ${group.platform}, where: ${group.culprit}`,
  ].join('\n');
  return [
    `Write the ticket for the error ${group.shortId}.`,
    asData('the error', redact(facts)),
    asData('its latest event', toEventText(event)),
  ].join('\n\n');
}

/** An event as text, with everything personal taken out. */
export function toEventText(event: ErrorEvent): string {
  const { at, message, release, environment, tags } = event;
  const lines = [
    `At ${at}: ${message}`,
    ...(release ? [`Release ${release}`] : []),
    ...(environment ? [`Environment ${environment}`] : []),
    ...tags.map(({ key, value }) => `${key}: ${value}`),
    toTrace(event),
  ];
  return redact(lines.join('\n'));
}

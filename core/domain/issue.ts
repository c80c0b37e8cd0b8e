import { nameOfPlace, type Place } from './place.ts';
import type { Ticket } from './ticket.ts';

/** An issue as its host shows it now; a pull request is one as well. */
export interface Issue {
  readonly url: string;
  readonly title: string;
  /** Markdown; outside text. */
  readonly body: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  readonly isPullRequest: boolean;
}

/** The ticket that an issue is. */
export function toIssueTicket(
  { repo, number }: Pick<Place, 'repo' | 'number'>,
  { url, title, body, labels }: Omit<Issue, 'state' | 'isPullRequest'>,
): Ticket {
  return {
    key: nameOfPlace({ repo, number }),
    url,
    summary: title,
    description: body,
    labels: [...labels],
    priority: '',
    repo,
  };
}

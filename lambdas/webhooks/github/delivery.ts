import type { ChannelEvent } from '#domain/channel-event.ts';
import type { HostEvent } from '#domain/kept-delivery.ts';

export interface GithubSettings {
  /** The label, exactly as it has to be spelled. */
  readonly label: string;
  /** What the agent is called in comments, for example `@agent`. */
  readonly handle: string;
  /** True when approvals and green checks may lead to a merge. */
  readonly mayMerge: boolean;
}

/** What a delivery tells: the end of CI, acted on at once; or what happened at an issue or pull request, whose work is done later. */
export type GithubDelivery =
  | {
      readonly type: 'ci';
      readonly event: Extract<ChannelEvent, { type: 'ci.concluded' }>;
      /** What may follow when no task waits for the commit. */
      readonly later?: Extract<HostEvent, { type: 'branch.checked' }>;
    }
  | { readonly type: 'host'; readonly event: HostEvent; readonly nodeId?: string }
  | { readonly type: 'ignored'; readonly reason: string };

/** Says why a delivery is of no consequence. */
export function ignored(reason: string): { readonly type: 'ignored'; readonly reason: string } {
  return { type: 'ignored', reason };
}

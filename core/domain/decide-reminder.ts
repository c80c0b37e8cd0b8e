/** When people are reminded and when it is escalated, in per cent of the time there is; 0 means never. */
export interface ReminderPolicy {
  readonly remindAfterPercent: number;
  readonly escalateAfterPercent: number;
}

export type Reminder = 'remind' | 'escalate';

/** Decides what is due for something that waits for a human from one time (ISO 8601) to another; each is done once. */
export function decideReminder(
  { from, until }: { readonly from: string; readonly until: string },
  policy: ReminderPolicy,
  now: Date,
): readonly Reminder[] {
  const [start, end] = [Date.parse(from), Date.parse(until)];
  const passed = ((now.getTime() - start) / (end - start)) * 100;
  // When it is over, its end is what people are told.
  if (!(passed < 100)) return [];
  const isDue = (percent: number): boolean => percent > 0 && passed >= percent;
  return [
    ...(isDue(policy.remindAfterPercent) ? (['remind'] as const) : []),
    ...(isDue(policy.escalateAfterPercent) ? (['escalate'] as const) : []),
  ];
}

import type { Definition } from '../asl/types.ts';
import { APPROVAL } from './approval.ts';
import { DISCOVER_AND_PLAN } from './discover-plan.ts';
import { EXECUTE_AND_CI } from './execute-ci.ts';
import { FINISH } from './finish.ts';
import { REVIEW } from './review.ts';
import { TRIAGE } from './triage.ts';

/** The state machine of every kind of task, with placeholders for the ARNs of its functions. */
export const TASK_DEFINITION: Definition = {
  Comment: 'One run of a task: from a ticket or from feedback to a green pull request.',
  QueryLanguage: 'JSONata',
  StartAt: 'Start',
  States: { ...DISCOVER_AND_PLAN, ...APPROVAL, ...EXECUTE_AND_CI, ...TRIAGE, ...REVIEW, ...FINISH },
};

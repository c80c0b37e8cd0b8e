import type { Scripts } from '../script.ts';
import { chat } from './chat.ts';
import { ciMonitor } from './ci-monitor.ts';
import { discovery } from './discovery.ts';
import { executionWith } from './execution.ts';
import { planning } from './planning.ts';
import { slack } from './slack.ts';
import { review } from './review.ts';
import { FIRST_DRAFT, LONG_DRAFT } from './sample.ts';
import { sentry } from './sentry.ts';

/** The sample ticket, done by a developer who gets the boundary wrong first and does not run the formatter. */
export const sampleScripts: Scripts = {
  discovery,
  planning,
  execution: executionWith(FIRST_DRAFT),
  'ci-monitor': ciMonitor,
  slack,
  sentry,
  review,
  chat,
};

/** The same with a CI failure that no formatter mends, so that execution has to fix it from a brief. */
export const briefScripts: Scripts = { ...sampleScripts, execution: executionWith(LONG_DRAFT) };

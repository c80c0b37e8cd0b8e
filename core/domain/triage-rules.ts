import { z } from 'zod';
import { DEFAULT_THRESHOLDS } from './decide-triage.ts';
import { ERROR_LEVELS } from './error-group.ts';

const thresholdsSchema = z.partialRecord(z.enum(ERROR_LEVELS), z.int().positive());

/** The settings of which triage rules are made, as everything that decides on errors reads them. */
export const TRIAGE_SETTINGS = {
  /** Slugs with commas between; none: all projects. */
  STEPWRIGHT_SENTRY_PROJECTS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((slug) => slug.trim())
        .filter((slug) => slug !== ''),
    ),
  /** JSON: events in 24 hours that make a ticket, by level; a level that is not named keeps its default. */
  STEPWRIGHT_SENTRY_THRESHOLDS: z
    .string()
    .default('{}')
    .transform((json, context) => {
      try {
        return { ...DEFAULT_THRESHOLDS, ...thresholdsSchema.parse(JSON.parse(json)) };
      } catch {
        context.addIssue('expected JSON: {"fatal": 1, "error": 10, "warning": 50, "info": 100}');
        return z.NEVER;
      }
    }),
} as const;

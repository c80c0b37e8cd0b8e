import { z } from 'zod';
import { InputError } from '#domain/errors.ts';

const VENDORS = ['bedrock', 'anthropic', 'openai'] as const;

/** Which model an agent uses. */
export interface ModelChoice {
  readonly vendor: (typeof VENDORS)[number];
  /** The vendor's own id, for example `anthropic.claude-opus-4-6-v1`. */
  readonly id: string;
}

const vendorSchema = z.enum(VENDORS);

/** Reads `STEPWRIGHT_MODEL`. @throws InputError `MODEL_INVALID` */
export function parseModelChoice(text: string | undefined): ModelChoice {
  const [, prefix = '', id = ''] = /^([a-z]+):(\S+)$/.exec(text?.trim() ?? '') ?? [];
  const vendor = vendorSchema.safeParse(prefix);
  if (vendor.success && id !== '') return { vendor: vendor.data, id };
  throw new InputError(text ? `STEPWRIGHT_MODEL is "${text}", which names no model.` : 'STEPWRIGHT_MODEL is not set.', {
    code: 'MODEL_INVALID',
    remedy:
      'Set STEPWRIGHT_MODEL to bedrock:<model id>, anthropic:<model id> or openai:<model id>, for example ' +
      'bedrock:us.anthropic.claude-opus-4-6-v1; for an OpenAI-compatible server also set STEPWRIGHT_MODEL_URL.',
  });
}

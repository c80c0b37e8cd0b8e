import { z } from 'zod';
import { MAX_SECONDS } from '../limits.ts';

/** A JSONata expression between `{%` and `%}`. */
export const EXPRESSION = /^\{%[\s\S]*%\}$/;

const expression = z.string().regex(EXPRESSION, 'must be a JSONata expression between {% and %}');
const template = z.unknown();
const assign = z.record(z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,79}$/u, 'is not a variable name'), z.unknown());
const seconds = z.union([z.int().min(1).max(MAX_SECONDS), expression]);
const maxInterval = 31_622_400;

const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const flow = { Next: z.string().optional(), End: z.literal(true).optional() };
const data = { Output: template.optional(), Assign: assign.optional() };
const errorEquals = z.array(z.string()).min(1);

const retrierSchema = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).max(maxInterval).optional(),
  MaxAttempts: z.int().min(0).max(MAX_SECONDS).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(maxInterval).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcherSchema = z.strictObject({ Comment: z.string().optional(), ErrorEquals: errorEquals, Next: z.string(), ...data });
const errors = { Retry: z.array(retrierSchema).optional(), Catch: z.array(catcherSchema).optional() };

const taskSchema = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: template.optional(),
  TimeoutSeconds: seconds.optional(),
  HeartbeatSeconds: seconds.optional(),
  ...common,
  ...flow,
  ...data,
  ...errors,
});
const passSchema = z.strictObject({ Type: z.literal('Pass'), ...common, ...flow, ...data });
const choiceSchema = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(z.strictObject({ Comment: z.string().optional(), Condition: expression, Next: z.string(), ...data })).min(1),
  Default: z.string().optional(),
  ...common,
  ...data,
});
const waitSchema = z.strictObject({
  Type: z.literal('Wait'),
  Seconds: z.union([z.int().min(0).max(MAX_SECONDS), expression]).optional(),
  Timestamp: z.string().optional(),
  ...common,
  ...flow,
  ...data,
});
const succeedSchema = z.strictObject({ Type: z.literal('Succeed'), Output: template.optional(), ...common });
const failSchema = z.strictObject({
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ...common,
});
const parallelSchema = z.strictObject({
  Type: z.literal('Parallel'),
  get Branches() {
    return z.array(scopeSchema).min(1);
  },
  Arguments: template.optional(),
  ...common,
  ...flow,
  ...data,
  ...errors,
});
const mapSchema = z.strictObject({
  Type: z.literal('Map'),
  get ItemProcessor() {
    return processorSchema;
  },
  Items: z.union([z.array(z.unknown()), expression]).optional(),
  ItemSelector: template.optional(),
  MaxConcurrency: z.union([z.int().min(0), expression]).optional(),
  ...common,
  ...flow,
  ...data,
  ...errors,
});

const stateSchema = z.discriminatedUnion('Type', [
  taskSchema,
  passSchema,
  choiceSchema,
  waitSchema,
  succeedSchema,
  failSchema,
  parallelSchema,
  mapSchema,
]);
const stateNames = z.string().min(1).max(80);
const scopeSchema = z.strictObject({
  Comment: z.string().optional(),
  StartAt: z.string(),
  get States() {
    return z.record(stateNames, stateSchema);
  },
});
const processorSchema = z.strictObject({
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
  Comment: z.string().optional(),
  StartAt: z.string(),
  get States() {
    return z.record(stateNames, stateSchema);
  },
});

/** What the engine implements of the Amazon States Language; every other field is refused. */
export const definitionSchema = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONata'),
  TimeoutSeconds: z.int().min(1).max(MAX_SECONDS).optional(),
  StartAt: z.string(),
  States: z.record(stateNames, stateSchema),
});

export type Definition = z.infer<typeof definitionSchema>;
export type State = z.infer<typeof stateSchema>;
export type Scope = Pick<z.infer<typeof scopeSchema>, 'StartAt' | 'States'>;
export type TaskState = z.infer<typeof taskSchema>;
export type ChoiceState = z.infer<typeof choiceSchema>;
export type WaitState = z.infer<typeof waitSchema>;
export type FailState = z.infer<typeof failSchema>;
export type ParallelState = z.infer<typeof parallelSchema>;
export type MapState = z.infer<typeof mapSchema>;
export type Retrier = z.infer<typeof retrierSchema>;
export type Catcher = z.infer<typeof catcherSchema>;

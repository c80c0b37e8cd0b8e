import { z } from 'zod';

/** What SNS hands to a Lambda; source: AWS, "Using Lambda with Amazon SNS". */
export const snsEventSchema = z.object({
  Records: z.array(z.object({ Sns: z.object({ MessageId: z.string(), Subject: z.string().nullish(), Message: z.string() }) })),
});
export type Notification = z.infer<typeof snsEventSchema>['Records'][number]['Sns'];

/** What a CloudWatch alarm publishes, as far as people need it. */
export const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: z.string(),
});

import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '#environments/local/http/serve.ts';
import { openStepFunctions } from '#environments/local/step-functions/open-step-functions.ts';

/** An engine as a process of its own, to be killed: `FILE LOG`. Each Lambda call and each end is a line of LOG. */
const [file = '', log = ''] = process.argv.slice(2);

const note = (line: object): void => appendFileSync(log, `${JSON.stringify(line)}\n`);

const engine = await openStepFunctions({
  file,
  invokeLambda: async (_arn, payload) => {
    note({ called: payload });
    await sleep(3);
    return payload;
  },
  onExecutionEnded: (event) => note({ ended: event.detail.name }),
});
const server = await serve(engine.app);
process.stdout.write(`${server.url}\n`);

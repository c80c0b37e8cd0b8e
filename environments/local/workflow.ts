import { CreateStateMachineCommand, SFNClient, StateMachineAlreadyExists, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import type { Hono } from 'hono';
import { TASK_DEFINITION } from '#workflows/task/definition.ts';
import { withFunctionArns } from '#workflows/task/functions.ts';
import { FUNCTION_ARNS, invokeFolder, invokeFunction } from './lambdas.ts';
import type { Logger } from './logger.ts';
import { ACCOUNT_ID, REGION, STATE_MACHINE, STATE_MACHINE_ARN } from './settings.ts';
import { openStepFunctions } from './step-functions/open-step-functions.ts';

export interface Workflow {
  readonly app: Hono;
  /** Creates the state machine, or updates it to this definition, through the real client. */
  deploy(endpoint: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the Step Functions engine with our Lambdas behind it. */
export async function openWorkflow(file: string, logger: Logger): Promise<Workflow> {
  const engine = await openStepFunctions({
    file,
    region: REGION,
    accountId: ACCOUNT_ID,
    invokeLambda: async (functionArn, payload) => {
      try {
        return await invokeFunction(functionArn, payload);
      } catch (error) {
        logger.warn('a step Lambda failed', { functionArn, error: String(error) });
        throw error;
      }
    },
    onExecutionEnded: async (event) => {
      await invokeFolder('lambdas/sweeps/execution-ended', event);
    },
    onFault: (error) => logger.error('the Step Functions engine failed', { error: String(error) }),
  });
  return { app: engine.app, deploy, close: () => engine.close() };
}

async function deploy(endpoint: string): Promise<void> {
  const client = new SFNClient({ endpoint, region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const definition = JSON.stringify(withFunctionArns(TASK_DEFINITION, FUNCTION_ARNS));
  const roleArn = `arn:aws:iam::${ACCOUNT_ID}:role/stepwright-local-workflow`;
  try {
    await client.send(new CreateStateMachineCommand({ name: STATE_MACHINE, definition, roleArn }));
  } catch (error) {
    if (!(error instanceof StateMachineAlreadyExists)) throw error;
    await client.send(new UpdateStateMachineCommand({ stateMachineArn: STATE_MACHINE_ARN, definition }));
  } finally {
    client.destroy();
  }
}

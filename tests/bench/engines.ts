import { join } from 'node:path';
import { Hono } from 'hono';
import { startDynamodb } from '#environments/local/dynamodb/start-dynamodb.ts';
import { serve } from '#environments/local/http/serve.ts';
import { openLocalSecrets } from '#environments/local/secrets/open-local-secrets.ts';
import { openStepFunctions } from '#environments/local/step-functions/open-step-functions.ts';

/** What a process of engines tells once it serves. */
export interface EngineUrls {
  readonly dynamodb: string;
  readonly stepFunctions: string;
  readonly secrets: string;
}

const [directory = ''] = process.argv.slice(2);
const dynamo = await startDynamodb({ dataDir: join(directory, 'dynamodb') });
const engine = await openStepFunctions({ file: join(directory, 'sfn.sqlite'), invokeLambda: async () => ({}) });
const sfn = await serve(engine.app);
const secrets = await serve(new Hono().route('/', openLocalSecrets(join(directory, 'secrets.json')).app));

process.once('disconnect', () => {
  void Promise.all([sfn.close(), secrets.close(), dynamo.close()]).then(() => engine.close());
});
const urls: EngineUrls = { dynamodb: dynamo.url, stepFunctions: sfn.url, secrets: secrets.url };
process.send?.(urls);

import { join } from 'node:path';
import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore';
import { openSandbox } from '#adapters/sandbox/open-sandbox.ts';
import { createAgentCoreApp } from '#environments/local/agentcore/app.ts';
import { openCodeInterpreter } from '#environments/local/agentcore/code-interpreter.ts';
import { openSessionRegistry } from '#environments/local/agentcore/sessions.ts';
import { serve } from '#environments/local/http/serve.ts';
import { removeDirectory, temporaryDirectory } from '#tests/e2e/environment.ts';

export const INTERPRETER = 'interpreter-LocalCode0';

/** A client of AgentCore's data plane at this address that tries once. */
export function clientAt(endpoint: string): BedrockAgentCoreClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new BedrockAgentCoreClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

/** Code Interpreter as the local environment serves it; `sessions` is where sessions have their files. */
export async function serveInterpreter() {
  const directory = temporaryDirectory();
  const sessions = join(directory, 'sessions');
  const sandbox = openSandbox({ path: process.env['PATH'] ?? '', home: process.env['HOME'] });
  const twin = await openCodeInterpreter({ interpreterId: INTERPRETER, directory: sessions, sandbox });
  const plane = await serve(createAgentCoreApp(new Map(), openSessionRegistry(), { interpreter: twin.app }));
  return {
    url: plane.url,
    client: clientAt(plane.url),
    sessions,
    close: async () => {
      await plane.close();
      await twin.close();
      removeDirectory(directory);
    },
  };
}

import { Hono } from 'hono';
import { z } from 'zod';
import { openGithub } from '#environments/local/github/github.ts';
import { serve } from '#environments/local/http/serve.ts';
import { silentLogger } from '#environments/local/logger.ts';

// A process of its own around the twin, to be killed. Its one argument is JSON; it prints its token when it is ready.
const { dataDir, port, key, secret, webhookUrl, repository } = z
  .object({
    dataDir: z.string(),
    port: z.int(),
    key: z.string(),
    secret: z.string(),
    webhookUrl: z.string(),
    repository: z.object({ name: z.string(), directory: z.string() }),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const { promise: opened, resolve } = Promise.withResolvers<Hono>();
const server = await serve(
  new Hono().all('*', async (context) => (await opened).fetch(context.req.raw)),
  port,
);
const github = await openGithub({
  dataDir,
  url: server.url,
  appPrivateKeyPem: key,
  appId: 1,
  webhookSecret: secret,
  webhookUrl: () => webhookUrl,
  logger: silentLogger,
});
await github.seedRepository(repository);
resolve(github.app);
process.stdout.write(`${JSON.stringify({ url: server.url, token: github.personalToken })}\n`);
// Nothing that was started here may outlive the one who started it.
process.stdin.on('end', () => process.exit(1)).resume();

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { clientOf, openTarget, openTestSite, ticketFields } from '#tests/environments/jira/jira-site.ts';

const startedSchema = z.object({ url: z.string(), email: z.string(), apiToken: z.string() });

it('a Jira killed with SIGKILL loses no ticket and no webhook', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'jira-'));
  const file = join(directory, 'jira.db');
  const down = await openTarget(() => 503);
  const script = new URL('jira-child.ts', import.meta.url).pathname;
  const node = new URL('../../../node_modules/.bin/node', import.meta.url).pathname;
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, file, down.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const started = startedSchema.parse(JSON.parse(String(line)));
  const dana = clientOf(started.url, started);
  const keys: string[] = [];
  for (let n = 0; n < 5; n += 1) keys.push((await dana.issues.createIssue(ticketFields())).key);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await down.close();
  const target = await openTarget();
  const site = await openTestSite({ file, webhookUrl: () => target.url });
  await site.jira.idle();
  expect(target.received.map(({ body }) => body.issue.key).toSorted((a, b) => a.localeCompare(b))).toEqual(keys);
  const tried = new Set(down.received.map(({ identifier }) => identifier));
  expect(target.received.filter(({ identifier }) => tried.has(identifier))).toHaveLength(tried.size);
  await site.close();
  await target.close();
  rmSync(directory, { recursive: true });
});

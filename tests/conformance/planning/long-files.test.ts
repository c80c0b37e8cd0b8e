import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInterpreter } from '#adapters/agentcore/open-interpreter.ts';
import { openTracker } from '#adapters/jira/tracker.ts';
import { memoryHost } from '#tests/agents/harness/memory-host.ts';
import { planningStore, planWith, submit } from '#tests/agents/planning/planning-rig.ts';
import { INTERPRETER, serveInterpreter } from '#tests/environments/agentcore/serve-interpreter.ts';
import { clientOf, openTestSite, type TestSite, ticketFields } from '#tests/environments/jira/jira-site.ts';
import { aPlan, aTask } from '#tests/fakes/samples.ts';

let site: TestSite;
let served: Awaited<ReturnType<typeof serveInterpreter>>;

beforeAll(async () => {
  site = await openTestSite();
  served = await serveInterpreter();
});
afterAll(async () => {
  await site.close();
  await served.close();
});

test('planning counts in a file at the ticket that is too long to be shown, and leaves no session behind', async () => {
  const dana = clientOf(site.url, site.jira.human);
  const { key } = await dana.issues.createIssue(ticketFields());
  const rows = Array.from({ length: 20_000 }, (_, n) => `${n},${n % 4 === 0 ? 'refused' : 'accepted'}`);
  const file = { filename: 'orders of May.csv', content: ['order,status', ...rows].join('\n') };
  await dana.issueAttachments.addAttachment({ issueIdOrKey: key, attachments: file });
  const count = 'print(sum(line.endswith("refused") for line in open("1-orders_of_May.csv").read().splitlines()))';
  const task = aTask({ status: 'planning' });
  const { result, model, prompt } = await planWith({
    host: memoryHost({ 'acme/shop': { 'src/rates.js': 'export const RATE = 5;' }, 'acme/web': {} }),
    store: planningStore(),
    task: { ...task, ticket: { ...task.ticket, key } },
    tracker: openTracker({ host: site.url, email: 'agent@example.com', apiToken: async () => 'agent-token' }),
    interpreter: openInterpreter({ client: served.client, interpreterId: INTERPRETER }),
    calls: [{ name: 'run_python', args: { code: count } }, submit(aPlan())],
  });
  expect(prompt).toContain('orders of May.csv, its beginning');
  expect(prompt).not.toContain('19999,');
  expect(model.calls[1]?.messages.at(-1)?.text).toContain('5000');
  expect(result.type).toBe('plan');
  expect(readdirSync(served.sessions)).toEqual([]);
});

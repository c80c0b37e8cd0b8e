import { Command } from 'commander';
import { type AskOptions, type Tell, withApi } from './ask.ts';
import { renderWebhook, renderWebhooks } from './render.ts';

type CreateOptions = AskOptions & { readonly name?: string; readonly bodyOnly?: boolean };

/** `webhook create|list|revoke`. */
export function webhookCommand(tell: Tell): Command {
  const create = withApi(new Command('create'))
    .description('Make a webhook, with which another system starts tasks in your name.')
    .option('--name <name>', 'what you call it')
    .option('--body-only', 'for a system that can sign the body alone')
    .action(({ name, bodyOnly, ...options }: CreateOptions) =>
      tell(options, async (api) => {
        const answer = await api('/webhooks', { method: 'POST', body: { name, body_only: bodyOnly } });
        return { answer, render: renderWebhook };
      }),
    );
  const list = withApi(new Command('list'))
    .description('List your webhooks.')
    .action((options: AskOptions) => tell(options, async (api) => ({ answer: await api('/webhooks'), render: renderWebhooks })));
  const revoke = withApi(new Command('revoke'))
    .description('Revoke a webhook at once.')
    .argument('<id>', 'its id')
    .action((id: string, options: AskOptions) =>
      tell(options, async (api) => {
        const answer = await api(`/webhooks/${encodeURIComponent(id)}`, { method: 'DELETE' });
        return { answer, render: renderWebhook };
      }),
    );
  const webhook = new Command('webhook').description('Webhooks of the API.');
  for (const one of [create, list, revoke]) webhook.addCommand(one);
  return webhook;
}

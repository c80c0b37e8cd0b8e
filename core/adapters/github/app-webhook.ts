import { UpstreamError } from '#domain/errors.ts';
import type { AppWebhook } from '#ports/app-webhook.ts';
import { type AppOptions, openApp } from './clients.ts';

/** The webhook of the GitHub App itself, which needs no installation. */
export function openAppWebhook(options: AppOptions): AppWebhook {
  return {
    setSecret: async (secret) => {
      const app = await openApp(options);
      await app.rest.apps.updateWebhookConfigForApp({ secret }).catch((error: unknown) => {
        // Without its cause, which carries the request and so the secret.
        const said = error instanceof Error ? error.message : String(error);
        throw new UpstreamError(`GitHub did not take the new webhook secret: ${said}`, { code: 'WEBHOOK_SECRET_NOT_SET' });
      });
    },
  };
}

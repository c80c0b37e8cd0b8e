/** The webhook of our app at a git hosting service (GitHub). */
export interface AppWebhook {
  /** Has deliveries signed with this secret from now on. @throws UpstreamError `WEBHOOK_SECRET_NOT_SET` */
  setSecret(secret: string): Promise<void>;
}

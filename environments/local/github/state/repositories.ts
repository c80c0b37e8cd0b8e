import { z } from 'zod';

export const repositorySchema = z.object({
  id: z.int(),
  owner: z.string(),
  name: z.string(),
  description: z.string(),
  topics: z.array(z.string()),
  defaultBranch: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  pushedAt: z.string(),
  /** The number that the next pull request gets. */
  nextNumber: z.int(),
  /** Branches and tags as they were when their changes were last acted upon. */
  knownRefs: z.record(z.string(), z.string()),
});
export type RepositoryRecord = z.infer<typeof repositorySchema>;

export const tokenSchema = z.object({
  installationId: z.int(),
  expiresAt: z.string(),
  /** Keys of the repositories it opens. */
  repositories: z.array(z.string()),
  permissions: z.record(z.string(), z.string()),
});
export type TokenRecord = z.infer<typeof tokenSchema>;

/** Somebody's consent, until its code is exchanged. */
export const oauthCodeSchema = z.object({ login: z.string(), scope: z.string(), redirectUri: z.string(), expiresAt: z.string() });

/** A token with which an OAuth app acts as this person. */
export const userTokenSchema = z.object({ login: z.string(), scope: z.string() });

export const installationSchema = z.object({ id: z.int(), owner: z.string(), createdAt: z.string() });
export type InstallationRecord = z.infer<typeof installationSchema>;

export const deliverySchema = z.object({
  guid: z.string(),
  event: z.string(),
  /** The body as it is signed and sent. */
  body: z.string(),
  attempts: z.int(),
});
export type DeliveryRecord = z.infer<typeof deliverySchema>;

/** `owner/name` in lower case: GitHub's names do not depend on case. */
export function keyOf(repository: { owner: string; name: string }): string {
  return `${repository.owner}/${repository.name}`.toLowerCase();
}

export function fullNameOf(repository: { owner: string; name: string }): string {
  return `${repository.owner}/${repository.name}`;
}

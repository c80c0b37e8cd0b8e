import { z } from 'zod';

/** Logins that may command without write access to the repository, separated by commas; in lower case. */
export const allowedLoginsSchema = z
  .string()
  .default('')
  .transform((logins) =>
    logins
      .toLowerCase()
      .split(',')
      .map((login) => login.trim())
      .filter((login) => login !== ''),
  );

/** True for people who may tell the agents what to do at a repository: those who may write to it, and the listed. */
export async function isHeard(
  login: string,
  allowed: readonly string[],
  readPermission: () => Promise<string>,
): Promise<boolean> {
  if (allowed.includes(login.toLowerCase())) return true;
  const permission = await readPermission();
  return permission === 'admin' || permission === 'write';
}

import type { Diagnosis } from '#domain/ci.ts';

type Cause = Extract<Diagnosis['cause'], 'security' | 'infrastructure'>;

export interface CauseFacts {
  readonly checkName: string;
  readonly conclusion: string;
  readonly commands: readonly string[];
  /** The failing lines. */
  readonly log: string;
}

/** Checks that look for security problems: what they find is for people, whatever would make them green. */
const SECURITY =
  /codeql|secret[- ]?scan|gitleaks|trufflehog|trivy|snyk|semgrep|dependency[- ]review|\b(?:npm|pnpm|yarn|cargo|pip-)\s?audit\b|govulncheck|bandit/i;

/** What only breaks when machines or networks do. */
const INFRASTRUCTURE: readonly RegExp[] = [
  /No space left on device|ENOSPC/,
  /runner has received a shutdown signal|lost communication with the server|The operation was canceled/i,
  /\b(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)\b.*(?:registry|github|npmjs|pypi|proxy)|(?:registry|github|npmjs|pypi|proxy).*\b(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)\b/,
  /Could not resolve host|Temporary failure in name resolution|toomanyrequests|429 Too Many Requests|50[234] (?:Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
  /Unable to (?:download|resolve) action|Failed to download action|Error response from daemon/i,
];

/** Tells what is not the code's fault, or undefined when it may be. */
export function decideCause({ checkName, conclusion, commands, log }: CauseFacts): Cause | undefined {
  if ([checkName, ...commands].some((text) => SECURITY.test(text))) return 'security';
  if (conclusion === 'action_required') return 'infrastructure';
  if (INFRASTRUCTURE.some((pattern) => pattern.test(log))) return 'infrastructure';
  return undefined;
}

import { noSuchIssue } from './errors.ts';
import type { IssueRecord } from './model.ts';
import type { Site } from './site.ts';

/** By key (in any case) or id. @throws JiraError 404 */
export function findIssue(site: Site, keyOrId: string): IssueRecord {
  const key = site.issueKeys.get(keyOrId)?.key ?? keyOrId.toUpperCase();
  const issue = site.issues.get(key);
  if (!issue) throw noSuchIssue();
  return issue;
}

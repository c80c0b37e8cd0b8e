interface Needed {
  readonly permission: string;
  readonly level: 'read' | 'write';
}

/** Which permission of an installation a path below `/repos/{owner}/{name}/` needs; the first match counts. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^pulls(\/|$)/, 'pull_requests'],
  // Comments, labels and reactions of a pull request: either permission opens them on GitHub.
  [/^(issues|labels)(\/|$)/, 'issues'],
  [/^commits\/[^/]+\/(check-runs|check-suites)$/, 'checks'],
  [/^check-(runs|suites)(\/|$)/, 'checks'],
  [/^commits\/.+\/status(es)?$/, 'statuses'],
  [/^statuses\//, 'statuses'],
  [/^actions\//, 'actions'],
  [/^branches\/.+\/protection$/, 'administration'],
  [/^(contents|git|branches|commits|compare|merges)(\/|$)/, 'contents'],
];

/** What everybody who may read may do as well: open issues, comment, review and react. */
export function isConversation(method: string, path: string): boolean {
  const rest = /\/repos\/[^/]+\/[^/]+\/(.+)$/.exec(path)?.[1] ?? '';
  return method === 'POST' && /^(issues|(issues|pulls)\/.*\b(comments|reviews|replies|reactions))$/.test(rest);
}

/** What a request needs; undefined when seeing the repository is enough. */
export function permissionFor(method: string, path: string): Needed | undefined {
  const rest = /\/repos\/[^/]+\/[^/]+\/(.+)$/.exec(path)?.[1];
  if (rest === undefined) return undefined;
  // Merging writes to the branch.
  const merging = /^pulls\/\d+\/merge$/.test(rest) && method === 'PUT';
  const permission = merging ? 'contents' : RULES.find(([pattern]) => pattern.test(rest))?.[1];
  if (permission === undefined) return undefined;
  return { permission, level: method === 'GET' || method === 'HEAD' ? 'read' : 'write' };
}

import { createHash } from 'node:crypto';
import type { Signature } from '../git/objects.ts';
import { toUtc } from '../git/objects.ts';
import { ACTIONS_APP_ID, ACTIONS_LOGIN, APP_LOGIN, APP_SLUG, type Twin } from '../twin.ts';

/** The same login has the same id in every run. */
function idOf(login: string): number {
  return createHash('sha256').update(login.toLowerCase()).digest().readUIntBE(0, 4) % 1_000_000_000;
}

/** GitHub's opaque ids, of which GraphQL's are the only ones that are read back. */
export function nodeId(type: string, id: number | string): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

/** A user, bot or organisation in GitHub's short form. */
export function toUser(twin: Twin, login: string, type?: 'Organization') {
  const path = encodeURIComponent(login);
  return {
    login,
    id: idOf(login),
    node_id: nodeId('User', idOf(login)),
    avatar_url: '',
    gravatar_id: '',
    url: twin.links.api(`/users/${path}`),
    html_url: twin.links.page(`/${path}`),
    followers_url: twin.links.api(`/users/${path}/followers`),
    following_url: twin.links.api(`/users/${path}/following{/other_user}`),
    gists_url: twin.links.api(`/users/${path}/gists{/gist_id}`),
    starred_url: twin.links.api(`/users/${path}/starred{/owner}{/repo}`),
    subscriptions_url: twin.links.api(`/users/${path}/subscriptions`),
    organizations_url: twin.links.api(`/users/${path}/orgs`),
    repos_url: twin.links.api(`/users/${path}/repos`),
    events_url: twin.links.api(`/users/${path}/events{/privacy}`),
    received_events_url: twin.links.api(`/users/${path}/received_events`),
    type: type ?? (login.endsWith('[bot]') ? 'Bot' : 'User'),
    site_admin: false,
  };
}

/** Name and address under which a login commits. */
export function toSignature(login: string, date: Date): Signature {
  return { name: login, email: `${idOf(login)}+${login}@users.noreply.github.com`, date: toUtc(date) };
}

/** The login that an address belongs to, when it is one we gave out. */
export function loginOf(email: string): string | undefined {
  const match = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email);
  return match?.[1];
}

/** What our app may do where it is installed. */
export const APP_PERMISSIONS: Readonly<Record<string, string>> = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
  workflows: 'write',
};

/** An app: our own or GitHub Actions. */
export function toApp(twin: Twin, app: 'github-actions' | 'app') {
  const ours = app === 'app';
  const slug = ours ? APP_SLUG : 'github-actions';
  const id = ours ? twin.appId : ACTIONS_APP_ID;
  return {
    id,
    slug,
    node_id: nodeId('App', id),
    client_id: `Iv1.${String(id).padStart(16, '0')}`,
    owner: toUser(twin, ours ? 'stepwright' : 'github', 'Organization'),
    name: ours ? 'Stepwright' : 'GitHub Actions',
    description: '',
    external_url: twin.links.page('/'),
    html_url: twin.links.page(`/apps/${slug}`),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: ours ? APP_PERMISSIONS : { checks: 'write', contents: 'read' },
    events: ours ? ['check_run', 'check_suite', 'issue_comment', 'issues', 'pull_request', 'push', 'workflow_run'] : [],
  };
}

/** Login of the app that made a check. */
export function appLogin(app: 'github-actions' | 'app'): string {
  return app === 'app' ? APP_LOGIN : ACTIONS_LOGIN;
}

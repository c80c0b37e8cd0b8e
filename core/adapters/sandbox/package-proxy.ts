import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { BlockList, connect, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/** Where package managers fetch from by default. */
const REGISTRIES = [
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'repo.yarnpkg.com',
  'nodejs.org',
  'pypi.org',
  'files.pythonhosted.org',
  'crates.io',
  'index.crates.io',
  'static.crates.io',
  'static.rust-lang.org',
  'proxy.golang.org',
  'sum.golang.org',
  'repo.maven.apache.org',
  'repo1.maven.org',
  'plugins.gradle.org',
  'plugins-artifacts.gradle.org',
  'services.gradle.org',
  'downloads.gradle.org',
  'rubygems.org',
  'index.rubygems.org',
  'repo.packagist.org',
  'api.nuget.org',
];

const HTTPS = 443;

/** Places inside the machine, which no name may lead to: its own services and its credentials are there. */
const INSIDE = new BlockList();
INSIDE.addSubnet('0.0.0.0', 8, 'ipv4');
INSIDE.addSubnet('127.0.0.0', 8, 'ipv4');
INSIDE.addSubnet('169.254.0.0', 16, 'ipv4');
INSIDE.addAddress('::', 'ipv6');
INSIDE.addAddress('::1', 'ipv6');
INSIDE.addSubnet('fe80::', 10, 'ipv6');
INSIDE.addSubnet('fd00:ec2::', 32, 'ipv6');

/** A proxy that leads to package registries and nowhere else; it listens on a socket file, which a sandbox is shown or not. */
export interface PackageProxy {
  /** The socket's path; the proxy is started by the first who asks. */
  socket(): Promise<string>;
}

/** Opens the proxy for the known registries and `more` hosts (`name` or `name:port`). It does not keep the process alive. */
export function openPackageProxy(more: readonly string[]): PackageProxy {
  const allowed = new Set([...REGISTRIES, ...more].map((host) => (/:\d+$/.test(host) ? host : `${host}:${HTTPS}`).toLowerCase()));
  let listening: Promise<string> | undefined;
  return {
    socket: () => (listening ??= listen(createProxy(allowed))),
  };
}

function createProxy(allowed: ReadonlySet<string>): Server {
  const server = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' }).end(refusal('anything without TLS'));
  });
  server.on('connect', (request: IncomingMessage, inside: Duplex, head: Buffer) => {
    inside.on('error', () => inside.destroy());
    void answer({ target: (request.url ?? '').toLowerCase(), inside, head, allowed });
  });
  return server;
}

interface Asked {
  /** `host:port`, as the client wrote it. */
  readonly target: string;
  readonly inside: Duplex;
  readonly head: Buffer;
  readonly allowed: ReadonlySet<string>;
}

async function answer({ target, inside, head, allowed }: Asked): Promise<void> {
  const refuse = (status: string, text: string): void => {
    inside.end(`HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${text}`);
  };
  if (!allowed.has(target)) return refuse('403 Forbidden', refusal(target));
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(target) ?? [];
  const found = await lookup(host).catch(() => undefined);
  if (!found) return refuse('502 Bad Gateway', `${host} cannot be found from here.\n`);
  // Connected to by the very address that was looked at, so that a second answer of the name changes nothing.
  if (INSIDE.check(found.address, isIPv6(found.address) ? 'ipv6' : 'ipv4')) return refuse('403 Forbidden', refusal(target));
  const outside = connect(Number(port), found.address, () => {
    inside.write('HTTP/1.1 200 Connection established\r\n\r\n');
    outside.write(head);
    outside.pipe(inside).pipe(outside);
  });
  outside.on('error', () => refuse('502 Bad Gateway', `${host} cannot be reached from here.\n`));
  inside.on('close', () => outside.destroy());
}

function refusal(target: string): string {
  return `The sandbox does not lead to ${target}: only to package registries, and to what STEPWRIGHT_PACKAGE_HOSTS names.\n`;
}

async function listen(server: Server): Promise<string> {
  // Short, because a socket's path may have about a hundred characters.
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-packages-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'proxy.sock');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // Whoever runs in the sandbox is somebody else; the directory keeps others out.
  chmodSync(path, 0o666);
  server.unref();
  return path;
}

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTranscripts } from '#adapters/s3/open-transcripts.ts';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';
import { s3App } from '#environments/local/s3/s3-app.ts';

const KEY = 'traces/task_1/20261121T193000Z-plan-1.jsonl';

let root: string;
let server: HttpServer;
let client: S3Client;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'stepwright-s3-'));
  server = await serve(s3App(root, 'traces-here'), 0);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const soon = (): AbortSignal => AbortSignal.timeout(10_000);

describe('transcripts in S3', () => {
  test('are kept as they are, and the last one under a key counts', async () => {
    const transcripts = openTranscripts('traces-here', client);
    await transcripts.keep(KEY, '{"n":1}\n', soon());
    await transcripts.keep(KEY, '{"n":"zwölf"}\n', soon());
    expect(readFileSync(join(root, 'traces-here', KEY), 'utf8')).toBe('{"n":"zwölf"}\n');
    expect(readdirSync(join(root, 'traces-here', 'traces/task_1'))).toHaveLength(1);
  });

  test('cannot be kept in a bucket that is not there, which is said with its name', async () => {
    const keep = openTranscripts('elsewhere', client).keep(KEY, 'x', soon());
    await expect(keep).rejects.toMatchObject({
      code: 'TRANSCRIPT_NOT_KEPT',
      message: expect.stringMatching(/elsewhere.*NoSuchBucket/),
    });
  });

  test('are not waited for beyond the signal', async () => {
    const keep = openTranscripts('traces-here', client).keep(KEY, 'x', AbortSignal.abort());
    await expect(keep).rejects.toMatchObject({ code: 'TRANSCRIPT_NOT_KEPT' });
  });
});

describe('the S3 of this machine', () => {
  const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=local' };
  const put = (path: string, headers: Record<string, string> = signed): Promise<Response> =>
    fetch(`${server.url}/${path}`, { method: 'PUT', headers, body: 'x' });

  test.each([
    ['an unsigned request', 'traces-here/a', {}, 403, 'AccessDenied'],
    ['a path out of the bucket', 'traces-here/%2e%2e%2fout', signed, 501, 'NotImplemented'],
    ['an upload in parts', 'traces-here/a?partNumber=1&uploadId=u', signed, 501, 'NotImplemented'],
    ['a body in signed chunks', 'traces-here/a', { ...signed, 'content-encoding': 'aws-chunked' }, 501, 'NotImplemented'],
  ])('refuses %s', async (_, path, headers, status, code) => {
    const answer = await put(path, headers);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
  });

  test('refuses what it cannot do as S3 does', async () => {
    const answer = await fetch(`${server.url}/traces-here/a`, { method: 'DELETE', headers: signed });
    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('<Code>NotImplemented</Code>')]);
  });
});

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { UpstreamError } from '#domain/errors.ts';
import type { Transcripts } from '#ports/transcripts.ts';

/** Transcripts as objects of a bucket, which encrypts them and forgets them after a while. */
export function openTranscripts(bucket: string, client: Pick<S3Client, 'send'> = new S3Client({})): Transcripts {
  return {
    keep: async (key, text, signal) => {
      const object = { Bucket: bucket, Key: key, Body: text, ContentType: 'application/jsonl; charset=utf-8' };
      await client.send(new PutObjectCommand(object), { abortSignal: signal }).catch((cause: unknown) => {
        const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new UpstreamError(`${key} could not be kept in ${bucket}: ${why}`, { code: 'TRANSCRIPT_NOT_KEPT', cause });
      });
    },
  };
}

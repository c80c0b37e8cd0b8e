import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error in the shape of an AWS REST-JSON service: the name in a header, the text in the body. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: ContentfulStatusCode;
  constructor(name: string, status: ContentfulStatusCode, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The answer that the SDK turns back into the exception. */
export function toAwsResponse(error: Error): Response {
  const known = error instanceof AwsError ? error : new AwsError('InternalServerException', 500, 'An internal error occurred.');
  return Response.json({ message: known.message }, { status: known.status, headers: { 'x-amzn-errortype': known.name } });
}

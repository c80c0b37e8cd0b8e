import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { showSignedIn } from './show-signed-in.ts';

/** `GET /chat/signed-in`: where a browser comes that has signed in for the chat. It has no permissions and keeps nothing. */
export async function handler(event: Pick<APIGatewayProxyEvent, 'queryStringParameters'>): Promise<APIGatewayProxyResult> {
  return showSignedIn(event.queryStringParameters?.['state']);
}

import type { APIGatewayProxyResult } from 'aws-lambda';

/** The chat's codes; anything else is not shown back. */
const CODE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** The page that gives whoever signed in the code with which they end it, in the chat that asked for it. */
export function showSignedIn(code: string | undefined): APIGatewayProxyResult {
  if (code === undefined || !CODE.test(code))
    return toPage(400, 'This is not the end of a sign-in', 'Ask the chat for a new link.');
  const text =
    `Send this code to the chat that gave you the link: <strong><code>${code}</code></strong></p>` +
    '<p>Give it to nobody else: with it, somebody else’s chat would act as you. If you were sent the link, close this page.';
  return toPage(200, 'Almost done', text);
}

function toPage(statusCode: number, title: string, text: string): APIGatewayProxyResult {
  const style = 'body{font:18px/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}code{font-size:1.6rem}';
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head>
<body><h1>${title}</h1><p>${text}</p></body></html>`;
  return { statusCode, headers: HEADERS, body };
}

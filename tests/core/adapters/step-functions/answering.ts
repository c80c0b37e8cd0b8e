import { Hono } from 'hono';
import { type HttpServer, serve } from '#environments/local/http/serve.ts';

/** A server that answers every request with the same AWS error. */
export function answering(code: string, message: string): Promise<HttpServer> {
  const app = new Hono();
  app.all('*', () => new Response(JSON.stringify({ __type: code, message }), { status: code === 'InternalFailure' ? 500 : 400 }));
  return serve(app);
}

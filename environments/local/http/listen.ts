import type { Server } from 'node:net';

/** Has a server listen on 127.0.0.1 and answers its port; port 0 takes a free one. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

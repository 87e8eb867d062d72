import { createServer } from 'node:http';

/** Takes callbacks, and fails for as long as it is told to. */
export async function startReceiver() {
  const ids = new Set();
  let isFailing = false;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (!isFailing) ids.add(request.headers['webhook-id']);
      response.writeHead(isFailing ? 500 : 204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    fail: (does) => {
      isFailing = does;
    },
    received: () => ids.size,
  };
}

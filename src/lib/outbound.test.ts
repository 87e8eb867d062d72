import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { refusalMessage } from './egress/refusal.ts';
import { door, loopback, serve, serveRaw } from './outbound.test.kit.ts';
import { createOutbound } from './outbound.ts';

test('an excepted loopback server is fetched, with no header of ours beside the fixed few', async (context) => {
  let seen: IncomingMessage | undefined;
  const url = await serve(context, (request, response) => {
    seen = request;
    response.setHeader('set-cookie', 'a=1');
    response.end('picture');
  });
  const get = door(context);
  assert.equal((await get({ url: `${url}/a?b=c#d`, headers: { accept: 'image/*' } })).body, 'picture');
  await get({ url });
  const allowed = ['accept-encoding', 'connection', 'host', 'user-agent'];
  assert.deepEqual(
    Object.keys(seen!.headers).filter((name) => !allowed.includes(name)),
    [],
  );
  assert.equal(seen!.headers['accept-encoding'], 'identity');
  assert.equal(seen!.headers['user-agent'], 'Plantain');
});

test('S-209…211: HTTP_PROXY in the environment is not used', async (context) => {
  const proxy = await serveRaw(context, () => undefined);
  const url = await serve(context, (_, response) => response.end('direct'));
  const before = { ...process.env };
  Object.assign(process.env, { HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url });
  context.after(() => {
    process.env = before;
  });
  assert.equal((await door(context)({ url })).body, 'direct');
  assert.equal(proxy.accepted.count, 0);
});

test('a blocked target is never connected to, and every refusal reads the same', async (context) => {
  const decoy = await serveRaw(context, (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
  );
  const port = new URL(decoy.url).port;
  const get = door(context, { resolve: async (name) => (name === 'gone.test' ? [] : ['127.0.0.1']) });
  const urls = [
    decoy.url,
    `http://localhost:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    'http://decoy.test/',
    'https://gone.test/',
    'http://127.0.0.1:1/',
    'http://127.0.0.1/',
  ];
  for (const url of urls) {
    await assert.rejects(get({ url }), { name: 'EgressRefused', message: refusalMessage }, url);
  }
  assert.equal(decoy.accepted.count, 0);
});

test('S-154…164: a redirect into a blocked network is refused before a connection', async (context) => {
  const decoy = await serveRaw(context, () => undefined, '127.0.0.2');
  const { port } = new URL(decoy.url);
  const locations = [
    `http://127.0.0.2:${port}/`,
    'http://169.254.169.254/',
    'file:///etc/passwd',
    `//127.0.0.2:${port}`,
    `http://good@127.0.0.1:${port}/`,
    `http://2130706433:${port}/`,
    undefined,
  ];
  const url = await serve(context, (request, response) => {
    const location = locations[Number(request.url!.slice(1))];
    response.writeHead(302, location === undefined ? {} : { location }).end();
  });
  const get = door(context, { allow: ['127.0.0.1'] });
  for (const index of locations.keys()) {
    await assert.rejects(
      get({ url: `${url}/${index}` }),
      { name: 'EgressRefused', message: refusalMessage },
      String(locations[index]),
    );
  }
  assert.equal(decoy.accepted.count, 0);
});

test('three redirects are followed and a fourth is not; cookies set on the way are not sent', async (context) => {
  const cookies: (string | undefined)[] = [];
  const url = await serve(context, (request, response) => {
    cookies.push(request.headers.cookie);
    const left = Number(request.url!.slice(1));
    if (left === 0) response.end('arrived');
    else
      response
        .writeHead([301, 302, 303, 307, 308][left % 5]!, { location: `/${left - 1}`, 'set-cookie': 'a=1' })
        .end('x');
  });
  const get = door(context);
  assert.equal((await get({ url: `${url}/3` })).body, 'arrived');
  await assert.rejects(get({ url: `${url}/4` }), { reason: 'redirect_limit' });
  assert.ok(cookies.every((cookie) => cookie === undefined));
});

test('a POST is delivered with its headers and follows no redirect', async (context) => {
  const bodies: string[] = [];
  const url = await serve(context, (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      bodies.push(`${request.url} ${request.headers['webhook-id']} ${body}`);
      response.writeHead(request.url === '/moved' ? 307 : 204, { location: '/elsewhere' }).end();
    });
  });
  const post = door(context);
  const headers = { 'content-type': 'application/json', 'webhook-id': 'msg_1' };
  assert.equal((await post({ url: `${url}/hook`, method: 'POST', headers, body: '{}' })).status, 204);
  assert.equal((await post({ url: `${url}/moved`, method: 'POST', headers, body: '{}' })).status, 307);
  assert.deepEqual(bodies, ['/hook msg_1 {}', '/moved msg_1 {}']);
});

test('credentials are never sent to an untrusted host', (context) => {
  const outbound = createOutbound({ allow: loopback });
  context.after(() => outbound.close());
  const taker = { head() {}, data() {}, end() {}, error() {} };
  for (const name of ['authorization', 'Cookie', 'proxy-authorization', 'Host']) {
    const request = {
      trust: 'untrusted',
      url: 'http://127.0.0.1/',
      maxBytes: 1,
      headers: { [name]: 'x' },
    } as const;
    assert.throws(() => outbound.send(request, taker), TypeError, name);
  }
});

test('when an address of a name refuses, the next one is tried', async (context) => {
  const url = await serve(context, (_, response) => response.end('second'));
  const get = door(context, { allow: loopback, resolve: async () => ['127.0.0.99', '127.0.0.1'] });
  assert.equal((await get({ url: `http://two.test:${new URL(url).port}/` })).body, 'second');
});

test('a name that resolves elsewhere between two requests is judged again each time', async (context) => {
  const url = await serve(context, (_, response) => response.end('good'));
  const { port } = new URL(url);
  const decoy = await serveRaw(context, () => undefined, '127.0.0.2', Number(port));
  let turn = 0;
  const get = door(context, {
    allow: ['127.0.0.1'],
    resolve: async () => [turn++ % 2 === 0 ? '127.0.0.1' : '127.0.0.2'],
  });
  assert.equal((await get({ url: `http://rebind.test:${port}/` })).body, 'good');
  await assert.rejects(get({ url: `http://rebind.test:${port}/` }), { name: 'EgressRefused' });
  assert.equal(decoy.accepted.count, 0);
});

test('aborting ends the exchange once, before and during the answer', async (context) => {
  const url = await serve(context, (_, response) => void response.write('begun'));
  const get = door(context);
  await assert.rejects(get({ url, signal: AbortSignal.abort() }), { code: 'aborted' });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(get({ url, signal: controller.signal }), { code: 'aborted' });
});

test('an exception of the receiver is reported to it as taker_failed', async (context) => {
  const url = await serve(context, (_, response) => response.end('body'));
  const outbound = createOutbound({ allow: loopback });
  context.after(() => outbound.close());
  for (const part of ['head', 'data', 'end'] as const) {
    const failure = await new Promise<{ code: string; cause: unknown }>((resolve) => {
      const taker = {
        head() {},
        data() {},
        end() {},
        error: (problem: unknown) => resolve(problem as never),
      };
      taker[part] = () => {
        throw new RangeError(part);
      };
      outbound.send({ trust: 'untrusted', url, maxBytes: 100 }, taker);
    });
    assert.equal(failure.code, 'taker_failed', part);
    assert.equal((failure.cause as Error).message, part);
  }
});

test('a configured host is reached without the guard', async (context) => {
  const url = await serve(context, (request, response) => response.end(request.headers.authorization));
  const outbound = createOutbound();
  context.after(() => outbound.close());
  const answer = await new Promise((resolve, reject) => {
    let text = '';
    outbound.send(
      { trust: 'configured', url, headers: { authorization: 'Bearer k' } },
      {
        head() {},
        data(buffer, start, end) {
          text += buffer.toString('utf8', start, end);
        },
        end: () => resolve(text),
        error: reject,
      },
    );
  });
  assert.equal(answer, 'Bearer k');
});

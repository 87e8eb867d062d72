import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import type { HttpHandler, HttpRequest, PacedTransfer } from '../../lib/http-client/http-client.ts';
import { HttpFailure } from '../../lib/http-client/http-failure.ts';
import { GoogleTokens } from './google-tokens.ts';
import type { ServiceAccount } from './service-account.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account: ServiceAccount = {
  client_email: 'painter@example.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  token_uri: 'https://token.example/token',
};
const minuteMs = 60_000;

/** A token endpoint that answers when the test says so. */
function tokenEndpoint() {
  const asked: HttpHandler[] = [];
  const requests: HttpRequest[] = [];
  let wake = () => {};
  return {
    requests,
    send(request: HttpRequest, handler: HttpHandler): PacedTransfer {
      requests.push(request);
      asked.push(handler);
      wake();
      return { abort() {}, pause() {}, resume() {}, limitSilence() {} };
    },
    /** The `number`th request, from 1, as soon as it is there. */
    async request(number: number): Promise<HttpHandler> {
      while (asked.length < number) await new Promise<void>((resolve) => (wake = resolve));
      return asked[number - 1] as HttpHandler;
    },
    count: () => asked.length,
  };
}

/** Each request may take five seconds. */
const senderAt = ({ send }: ReturnType<typeof tokenEndpoint>, now: () => number) => ({
  send,
  clock: { now },
  get deadlineMs() {
    return now() + 5_000;
  },
});

/** `late` where it is waited for. */
async function atOnce(token: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, 1_000, 'late');
  });
  return Promise.race([token, late]).finally(() => clearTimeout(timer));
}

function answer(handler: HttpHandler, access_token: string): void {
  const body = Buffer.from(JSON.stringify({ access_token, expires_in: 3600 }));
  handler.head(200, {}, '');
  handler.data(body, 0, body.length);
  handler.end({});
}

const failed = () =>
  new HttpFailure('connect_failed', 'refused', {
    phase: 'connect',
    requestSent: 'none',
    responseSeen: false,
  });

test('a token that is good still is used while its successor is fetched, however long that takes', async () => {
  let nowMs = 0;
  const endpoint = tokenEndpoint();
  const sender = senderAt(endpoint, () => nowMs);
  const tokens = new GoogleTokens();
  const take = () => tokens.token(account, account.token_uri, sender);
  const first = take();
  answer(await endpoint.request(1), 'first');
  assert.equal(await first, 'first');
  nowMs = 57 * minuteMs;
  assert.deepEqual([await atOnce(take()), await atOnce(take())], ['first', 'first']);
  const renewal = await endpoint.request(2);
  assert.equal(await take(), 'first');
  assert.equal(endpoint.count(), 2, 'one renewal serves all');
  answer(renewal, 'second');
  await new Promise(setImmediate);
  assert.equal(await take(), 'second');
});

test('a token asked for at another address is signed for the endpoint of the account', async () => {
  const endpoint = tokenEndpoint();
  const tokenUrl = 'https://front.example/google/token';
  const token = new GoogleTokens().token(
    account,
    tokenUrl,
    senderAt(endpoint, () => 0),
  );
  answer(await endpoint.request(1), 'first');
  await token;
  const [request] = endpoint.requests;
  const assertion = new URLSearchParams(String(request?.body)).get('assertion') ?? '';
  const claims = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) as object;
  assert.deepEqual([request?.url, (claims as { aud: string }).aud], [tokenUrl, account.token_uri]);
});

test('within its last minute a token is waited for', async () => {
  let nowMs = 0;
  const endpoint = tokenEndpoint();
  const sender = senderAt(endpoint, () => nowMs);
  const tokens = new GoogleTokens();
  const first = tokens.token(account, account.token_uri, sender);
  answer(await endpoint.request(1), 'first');
  await first;
  nowMs = 59.5 * minuteMs;
  const second = tokens.token(account, account.token_uri, sender);
  answer(await endpoint.request(2), 'second');
  assert.equal(await second, 'second');
});

test('a renewal that fails for a request whose time is over breaks nothing', async (context) => {
  const lost: unknown[] = [];
  const note = (error: unknown) => void lost.push(error);
  process.on('unhandledRejection', note);
  context.after(() => process.off('unhandledRejection', note));
  const endpoint = tokenEndpoint();
  const sender = { send: endpoint.send, clock: { now: () => 10 }, deadlineMs: 10 };
  await assert.rejects(new GoogleTokens().token(account, account.token_uri, sender), {
    code: 'upstream_timeout',
  });
  (await endpoint.request(1)).error(failed());
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.deepEqual(lost, []);
});

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import pg from 'pg';
import { type Receiver, startReceiver } from '../callbacks/receiver.test.kit.ts';
import { firstOwner, visitor } from '../console/console.test.kit.ts';
import type { TestGateway } from '../gateway/gateway.test.kit.ts';
import { isFull } from '../money/figure.test.kit.ts';
import { type TestEngine, testEngines } from '../services/test-engines.ts';
import { adminToken, startEdgeGateway } from './edge-gateway.test.kit.ts';
import { filledPath, readOperations } from './operations.ts';

/** What may stand nowhere, or at least in no line of the log. */
interface Canary {
  readonly name: string;
  readonly text: string;
  readonly kept: 'nowhere' | 'not in logs';
}

const skip =
  process.env.PLANTAIN_TEST_ALL !== '1' &&
  !isFull &&
  'asks everything with every secret; set PLANTAIN_TEST_ALL=1 or PLANTAIN_PROOFS=full';

for (const engine of testEngines()) {
  describe(`secrets, on ${engine.name}`, () => {
    it('are in no log line, table, file, metric, page, error, receipt or callback, whatever is asked with them', {
      skip,
    }, async () => {
      const receiver = await startReceiver();
      const database = engine.name === 'PostgreSQL' ? await engine.create() : undefined;
      const gateway = await startEdgeGateway({
        PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8',
        ...(database ? { DATABASE_URL: database.url } : {}),
      });
      try {
        const canaries = await makeCanaries(gateway);
        const captured = new Map<string, string>();
        const keep = (where: string, text: string) =>
          captured.set(where, `${captured.get(where) ?? ''}\n${text}`);
        await askEverything(gateway, receiver, canaries, keep);
        keep('log', gateway.logText());
        for await (const [name, text] of filesOf(gateway.dataFolder)) keep(`file ${name}`, text);
        if (database) for (const [name, text] of await tablesOf(database.url)) keep(`table ${name}`, text);
        checkStored(captured, engine);
        const leaks = [...captured].flatMap(([where, text]) =>
          canaries
            .filter(({ kept }) => kept === 'nowhere' || where === 'log')
            .flatMap(({ name, text: secret }) => {
              const at = text.indexOf(secret);
              return at < 0 ? [] : [`${name} in ${where}: ${text.slice(Math.max(0, at - 120), at)}…`];
            }),
        );
        assert.deepEqual(leaks, []);
      } finally {
        await gateway.close();
        await receiver.close();
        await database?.remove();
      }
    });
  });
}

const prompt = 'canaryprompt of a secret garden';
const signature = 'canarysignature0123456789abcdef';

/** Every kind of secret there is, as its owner gets it. */
async function makeCanaries(gateway: TestGateway): Promise<Canary[]> {
  const owner = await firstOwner(gateway);
  const password = 'canarypassword long enough';
  assert.equal((await owner.ask('POST', '/password', { password })).status, 200);
  const { id } = (await owner.json('GET', '/users')).data[0];
  const { link } = await owner.json('POST', `/users/${id}/link`);
  const { secret } = (await (await gateway.post('/v1/callbacks/secrets', {})).json()) as { secret: string };
  const presigned = await gateway.post('/v1/files/uploads/presign', {
    filename: 'a.png',
    content_type: 'image/png',
    size: 99,
  });
  const token = /token=([0-9A-Za-z]{20,})/.exec(await presigned.text())?.[1];
  const started = await gateway.post(
    '/upload/v1beta/files',
    {},
    {
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': '99',
      'x-goog-upload-header-content-type': 'image/png',
    },
  );
  const uploadId = /upload_id=([^&]+)/.exec(started.headers.get('x-goog-upload-url') ?? '')?.[1];
  const all: Record<string, string | undefined> = {
    'live key': gateway.liveKey,
    'test key': gateway.testKey,
    'admin token': adminToken,
    'credential of a channel': 'canary-channel-credential',
    session: owner.cookie.split('=')[1],
    password,
    'link to sign in': link.split('sign-in=')[1],
    'secret of callbacks': secret,
    'token of a presigned URL': token,
    'id of an upload to come': uploadId,
  };
  return [
    ...Object.entries(all).map(([name, text]): Canary => {
      assert.ok(text !== undefined && text.length >= 20, name);
      return { name, text, kept: 'nowhere' };
    }),
    // What a request consists of is kept with it.
    { name: 'prompt', text: prompt, kept: 'not in logs' },
    { name: 'signature of a reference', text: signature, kept: 'not in logs' },
  ];
}

/** Sends every secret to every address in every place clients put secrets, most of them wrong. */
async function askEverything(
  gateway: TestGateway,
  receiver: Receiver,
  canaries: readonly Canary[],
  keep: (where: string, text: string) => void,
): Promise<void> {
  const ask = async (at: string, init: RequestInit): Promise<void> => {
    const response = await fetch(gateway.url + at, init);
    const asked = at.split('?', 1)[0] as string;
    keep(`answer of ${asked}`, JSON.stringify([...response.headers]) + (await response.text()));
  };
  const json = { 'content-type': 'application/json' };
  const good = { ...json, authorization: `Bearer ${gateway.liveKey}` };
  const secrets = canaries.filter(({ kept }) => kept === 'nowhere').map(({ text }) => text);
  for (const [index, { method, path: pattern }] of (await readOperations(gateway.url)).entries()) {
    const at = filledPath(pattern);
    const secret = secrets[index % secrets.length] as string;
    const body = method === 'GET' || method === 'HEAD' || method === 'DELETE' ? {} : { body: '{"prompt":' };
    await ask(at, { method, headers: { ...json, authorization: `Bearer ${secret}` }, ...body });
    await ask(`${at}?key=${secret}&token=${secret}&upload_id=${secret}`, { method, headers: json, ...body });
    await ask(at, {
      method,
      headers: { ...json, 'x-api-key': secret, cookie: `plantain-console=${secret}` },
    });
  }
  for (const secret of secrets) {
    await ask(`/v1/models?key=${secret}`, { headers: { 'x-goog-api-key': secret } });
    await ask('/admin/v1/keys', { headers: { authorization: `Bearer ${secret}` } });
    await visitor(gateway).ask('POST', '/sign-in', { link: secret });
    await visitor(gateway).ask('POST', '/sign-in', { name: 'owner', password: secret });
    // What Node's parser refuses.
    keep(
      'answers to broken requests',
      await raw(gateway, `GET /?key=${secret} HTTP/9\r\nauthorization: ${secret}\r\n\r\n`),
    );
    keep(
      'answers to broken requests',
      await raw(
        gateway,
        `GET / HTTP/1.1\r\nhost: a\r\nx-api-key: ${secret}\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`,
      ),
    );
  }
  const callback = { callback_url: receiver.url, wait: 60 };
  const lost = { references: [`${receiver.url}/missing?X-Amz-Signature=${signature}`] };
  for (const more of [callback, {}, lost]) {
    const created = await gateway.post('/v1/generations', {
      model: 'nano-banana-2',
      prompt,
      wait: 60,
      ...more,
    });
    const text = await created.text();
    keep('answer of a generation', text);
    const id = /"id":"(\w+)"/.exec(text)?.[1];
    if (id) await ask(`/v1/generations/${id}`, { headers: good });
    await receiver.until(1);
  }
  for (const received of receiver.received.filter(({ path: at }) => !at.includes('/missing')))
    keep('callbacks', JSON.stringify(received));
  const operator = { headers: { authorization: `Bearer ${adminToken}` } };
  for (const at of [
    'keys',
    'accounts',
    'channels',
    'actions',
    'usage',
    'prices',
    'providers',
    'verification/runs',
  ]) {
    await ask(`/admin/v1/${at}`, operator);
  }
  for (const at of [
    '/v1/callbacks',
    '/v1/callbacks/secrets',
    '/v1/generations',
    '/v1beta/files',
    '/metrics',
  ]) {
    await ask(at, { headers: good });
  }
}

/** The captured text is worth looking through: what was done is in it. */
function checkStored(captured: ReadonlyMap<string, string>, engine: TestEngine): void {
  const all = [...captured.keys()];
  const stored = engine.name === 'PostgreSQL' ? 'table generations' : 'file plantain.db';
  assert.ok(
    all.some((where) => where.startsWith(stored)),
    all.join(', '),
  );
  const rows = all.filter((where) => where.startsWith(stored)).map((where) => captured.get(where));
  assert.ok(rows.join('').includes(prompt), 'the rows hold the prompt, so they would hold a secret');
  assert.ok((captured.get('log') ?? '').split('\n').length > 300);
  assert.match(captured.get('callbacks') ?? '', /webhook-signature/);
}

function raw(gateway: TestGateway, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.end(text));
    socket.setEncoding('latin1').on('data', (data: string) => (received += data));
    socket.on('error', () => undefined).on('close', () => resolve(received));
  });
}

async function* filesOf(folder: string): AsyncGenerator<[string, string]> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile()) yield [path.relative(folder, file), await readFile(file, 'latin1')];
  }
}

/** Every table of the database as text. */
async function tablesOf(url: string): Promise<[string, string][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const found: [string, string][] = [];
    for (const { schema, name } of rows) {
      const { rows: lines } = await client.query<{ line: string }>(
        `select t::text as line from "${schema}"."${name}" t`,
      );
      found.push([name, lines.map(({ line }) => line).join('\n')]);
    }
    return found;
  } finally {
    await client.end();
  }
}

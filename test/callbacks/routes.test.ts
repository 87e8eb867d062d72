import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import {
  callbackListAnswer,
  loggedCallbackAnswer,
  newSecretAnswer,
  secretListAnswer,
} from '../../src/protocols/generations/answers.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { answerWith, startReceiver } from './receiver.test.kit.ts';

const adminToken = 'an-admin-token-of-enough-characters';

describe('the callbacks of an account over HTTP', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway({ env: { PLANTAIN_ADMIN_TOKEN: adminToken } });
  });
  after(() => gateway.close());

  const ask = async (key: string, path: string, body?: object) => {
    const response = await fetch(gateway.url + path, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const read = async <Schema extends z.ZodType>(schema: Schema, key: string, path: string, body?: object) => {
    const answer = await ask(key, path, body);
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body);
  };
  const end = async (key: string, url: string) => {
    const body = { model: 'nano-banana-2', prompt: 'a plantain', callback_url: url };
    const { body: task } = await ask(key, '/v1/generations', body);
    return `evt_${(task as { id: string }).id}`;
  };
  const until = async (key: string, id: string, isThere: (log: number, status: string) => boolean) => {
    for (;;) {
      const { status, body } = await ask(key, `/v1/callbacks/${id}`);
      if (status === 200) {
        const event = loggedCallbackAnswer.parse(body);
        if (isThere(event.log.length, event.status)) return event;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('are listed, looked into and sent again by a key of that account, and by no other', async () => {
    const key = await gateway.keyWith(10_000_000);
    const stranger = await gateway.keyWith(10_000_000);
    const receiver = await startReceiver(answerWith(410));
    const id = await end(key, receiver.url);
    const stopped = await until(key, id, (_, status) => status === 'stopped');
    assert.deepEqual(
      stopped.log.map((attempt) => [attempt.number, attempt.http_status]),
      [[1, 410]],
    );
    const page = await read(callbackListAnswer, key, '/v1/callbacks?status=stopped&limit=5');
    assert.deepEqual(
      page.data.map((event) => event.id),
      [id],
    );
    for (const path of [`/v1/callbacks/${id}`, '/v1/callbacks/evt_nothing']) {
      const { status, body } = await ask(stranger, path);
      assert.deepEqual([status, (body as { code: string }).code], [404, 'not_found']);
    }
    assert.equal((await ask(stranger, `/v1/callbacks/${id}/redeliver`, {})).status, 404);
    assert.equal((await ask(gateway.testKey, `/v1/callbacks/${id}`)).status, 404);
    assert.deepEqual((await read(callbackListAnswer, stranger, '/v1/callbacks')).data, []);

    assert.equal((await ask(key, `/v1/callbacks/${id}/redeliver`, {})).status, 202);
    await receiver.until(2);
    const [first, second] = receiver.received;
    assert.deepEqual([second?.id, second?.body], [first?.id, first?.body]);
    await until(key, id, (log) => log === 2);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    assert.match(metrics, /plantain_callback_attempts_total\{result="stopped"\} 2/);
    await receiver.close();
  });

  it('are signed with a secret that is shown once, and with the one before it for the grace period', async () => {
    const key = await gateway.keyWith(10_000_000);
    const receiver = await startReceiver();
    const old = await read(newSecretAnswer, key, '/v1/callbacks/secrets', {});
    const fresh = await read(newSecretAnswer, key, '/v1/callbacks/secrets', { grace_seconds: 600 });
    const notes = await read(secretListAnswer, key, '/v1/callbacks/secrets');
    assert.deepEqual(
      notes.data.map((note) => [note.number, note.expires_at === null]),
      [
        [2, true],
        [1, false],
      ],
    );
    const text = JSON.stringify(notes);
    assert.ok(!text.includes(old.secret.slice(6)) && !text.includes(fresh.secret.slice(6)));
    await end(key, receiver.url);
    await receiver.until(1);
    const [one] = receiver.received;
    for (const { secret } of [old, fresh]) {
      new Webhook(secret).verify(one?.body as string, one?.headers as Record<string, string>);
    }
    assert.ok(!gateway.logText().includes(fresh.secret), 'a secret never reaches the log');
    await receiver.close();
  });

  it('have a new secret for the asking, without a body', async () => {
    const authorization = `Bearer ${await gateway.keyWith(0)}`;
    // As `curl -X POST` sends it.
    const bare = await fetch(`${gateway.url}/v1/callbacks/secrets`, {
      method: 'POST',
      headers: { authorization },
    });
    assert.equal(bare.status, 201);
    assert.equal(newSecretAnswer.parse(await bare.json()).grace_seconds, 86_400);
  });

  it('keep their secret from test keys, and say what is wrong with a wish', async () => {
    const { status, body } = await ask(gateway.testKey, '/v1/callbacks/secrets', {});
    assert.deepEqual([status, (body as { code: string }).code], [403, 'permission_denied']);
    const key = await gateway.keyWith(0);
    const wishes = [
      ['/v1/callbacks?limit=0', undefined],
      ['/v1/callbacks?status=lost', undefined],
      ['/v1/callbacks?after=x', undefined],
      ['/v1/callbacks/secrets', { grace_seconds: -1 }],
      ['/v1/callbacks/secrets', { grace_seconds: 604_801 }],
      ['/v1/callbacks/secrets', { secret: 'mine' }],
    ] as const;
    for (const [path, wish] of wishes) assert.equal((await ask(key, path, wish)).status, 400, path);
  });

  it('can be seen, sent again and given a new secret by an operator', async () => {
    const receiver = await startReceiver(answerWith(410));
    const id = await end(gateway.liveKey, receiver.url);
    await until(gateway.liveKey, id, (_, status) => status === 'stopped');
    const list = await ask(adminToken, '/admin/v1/accounts/default/callbacks?status=stopped');
    const { data } = list.body as { data: { id: string; account_id: string }[] };
    assert.deepEqual([list.status, data[0]?.id, data[0]?.account_id], [200, id, 'default']);
    assert.equal((await ask(adminToken, `/admin/v1/callbacks/${id}/redeliver`, {})).status, 202);
    await receiver.until(2);
    const made = await ask(adminToken, '/admin/v1/accounts/default/callback-secrets', { grace_seconds: 0 });
    assert.match((made.body as { secret: string }).secret, /^whsec_/);
    const notes = await ask(adminToken, '/admin/v1/accounts/default/callback-secrets');
    assert.equal((notes.body as { data: object[] }).data.length, 1);
    for (const path of ['/admin/v1/accounts/nobody/callback-secrets', '/admin/v1/callbacks/evt_nothing']) {
      assert.equal((await ask(adminToken, path)).status, 404);
    }
    const actions = await ask(adminToken, '/admin/v1/actions?limit=2');
    assert.deepEqual(
      (actions.body as { data: { action: string }[] }).data.map((row) => row.action),
      ['callback_secret.rotate', 'callback.redeliver'],
    );
    await receiver.close();
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook, WebhookError } from '../../client/index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const nowMs = 1_790_000_000_000;
const body = '{"id":"g1","object":"generation","status":"succeeded"}';

const signed = (text: string, by = secret) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(nowMs / 1000),
  'webhook-signature': new Webhook(by).sign('msg_1', new Date(nowMs), text),
});

describe('verifyWebhook', () => {
  it('takes what the reference implementation of Standard Webhooks signs, with any of several secrets', async () => {
    assert.equal((await verifyWebhook(body, signed(body), secret, { nowMs })).id, 'g1');
    const headers = new Headers(signed(body));
    assert.equal((await verifyWebhook(body, headers, [other, secret], { nowMs })).id, 'g1');
  });

  it('takes a message signed with an old and a new secret by whoever holds one of them', async () => {
    const both = `${signed(body, other)['webhook-signature']} ${signed(body)['webhook-signature']}`;
    const headers = { ...signed(body), 'webhook-signature': both };
    for (const held of [secret, other]) await verifyWebhook(body, headers, held, { nowMs });
  });

  it('refuses a changed body, id or time, a wrong secret, an unknown version and a missing header', async () => {
    const good = signed(body);
    const bad: [string, Record<string, string>][] = [
      [`${body} `, good],
      [body, { ...good, 'webhook-id': 'msg_2' }],
      [body, { ...good, 'webhook-timestamp': String(nowMs / 1000 + 1) }],
      [body, signed(body, other)],
      [body, { ...good, 'webhook-signature': good['webhook-signature'].replace('v1,', 'v2,') }],
      [body, { ...good, 'webhook-signature': 'v1,???' }],
      [body, { ...good, 'webhook-signature': '' }],
    ];
    for (const [text, headers] of bad) {
      await assert.rejects(verifyWebhook(text, headers, secret, { nowMs }), WebhookError);
    }
  });

  it('refuses what is older, or younger, than the tolerance', async () => {
    for (const offMs of [-301_000, 301_000]) {
      await assert.rejects(verifyWebhook(body, signed(body), secret, { nowMs: nowMs + offMs }), /timestamp/);
    }
    await verifyWebhook(body, signed(body), secret, { nowMs: nowMs + 299_000 });
  });
});

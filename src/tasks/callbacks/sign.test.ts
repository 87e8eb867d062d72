import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { sign } from './sign.ts';
import { newSecret, readSecret } from './signing-secret.ts';

/** 100,000 for the whole promise: PLANTAIN_TEST_RUNS=100000. */
const runs = Number(process.env.PLANTAIN_TEST_RUNS ?? 2_000);

describe('the signature of a callback', () => {
  it('is the one of the published vector', () => {
    const headers = sign(
      {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        timestampSeconds: 1_614_265_330,
        body: Buffer.from('{"test": 2432232314}'),
      },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    assert.deepEqual(headers, {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is accepted by the public verifier for any body, with the old, the new or either secret', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('\u0000', '\u2028\u2029', '🍌'.repeat(40)),
    );
    const secrets = [newSecret(randomBytes), newSecret(randomBytes)];
    const verifiers = secrets.map((secret) => new Webhook(secret));
    fc.assert(
      fc.property(fc.json(), text, (json, prompt) => {
        const body = Buffer.from(JSON.stringify({ json, prompt }));
        const timestampSeconds = Math.floor(Date.now() / 1000);
        const headers = sign({ id: 'evt_1', timestampSeconds, body }, secrets);
        for (const verifier of verifiers) verifier.verify(body, headers);
      }),
      { numRuns: runs },
    );
  });

  it('is refused by the public verifier when one byte of the body differs', () => {
    const secret = newSecret(randomBytes);
    const timestampSeconds = Math.floor(Date.now() / 1000);
    const headers = sign({ id: 'evt_1', timestampSeconds, body: Buffer.from('{"a":1}') }, [secret]);
    assert.throws(() => new Webhook(secret).verify('{"a":2}', headers));
  });
});

describe('a signing secret', () => {
  it('is whsec_ and 32 random bytes', () => {
    assert.equal(readSecret(newSecret(() => Buffer.alloc(32, 7))).length, 32);
    assert.match(newSecret(randomBytes), /^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  it('that is empty, blank, short, long or not base64 is refused and never signs', () => {
    const bad = [
      '',
      ' ',
      'whsec_',
      'whsec_ ',
      `whsec_${Buffer.alloc(8).toString('base64')}`,
      `whsec_${Buffer.alloc(23, 1).toString('base64')}`,
      `whsec_${Buffer.alloc(65, 1).toString('base64')}`,
      `whsec_${'!'.repeat(44)}`,
      Buffer.alloc(32, 1).toString('base64'),
    ];
    for (const secret of bad) {
      assert.throws(() => readSecret(secret), RangeError, secret);
      const message = { id: 'evt_1', timestampSeconds: 1, body: Buffer.from('{}') };
      assert.throws(() => sign(message, [secret]), RangeError, secret);
    }
    assert.throws(() => sign({ id: 'evt_1', timestampSeconds: 1, body: Buffer.from('{}') }, []), RangeError);
  });
});

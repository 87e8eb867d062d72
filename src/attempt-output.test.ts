import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attemptOutput } from './attempt-output.ts';
import { Failure } from './generation/failure.ts';

type Given<At extends number> = Parameters<typeof attemptOutput>[At];

describe('what a channel that bills on submit was sent', () => {
  /** Whether the submission was forgotten, after the provider threw this. */
  const isForgotten = async (thrown: unknown): Promise<boolean> => {
    let forgotten = false;
    const parts = { clock: { now: () => 0 }, spoolFolder: '/nowhere', progress: { note() {}, forget() {} } };
    const ticket = {
      id: 'generation',
      fence: 2,
      createdAtMs: 0,
      request: { kind: 'async-image', omitted: [] },
    };
    const output = {
      slot: 1,
      way: {
        channel: { id: 'channel' },
        provider: { name: 'fake', generate: () => Promise.reject(thrown) },
        upstream: { id: 'upstream' },
        capabilities: { billsOnSubmit: true },
        omitted: [],
      },
      credential: { id: 'one', secret: 'canary' },
      timeoutMs: 1_000,
      submissions: {
        left: undefined,
        begin: async () => {},
        taken: async () => {},
        forget: async () => {
          forgotten = true;
        },
      },
    };
    const work = { references: [], attempts: [], route: [] };
    await assert.rejects(
      attemptOutput(
        parts as unknown as Given<0>,
        ticket as unknown as Given<1>,
        work as unknown as Given<2>,
        output as unknown as Given<3>,
      ),
    );
    return forgotten;
  };

  it('is forgotten when the upstream refused it or said that it failed', async () => {
    assert.equal(await isForgotten(new Failure('upstream_rejected')), true);
    assert.equal(await isForgotten(new Failure('content_blocked')), true);
  });

  it('is kept while it is in doubt, and when what failed is on our side: its pictures may be had yet', async () => {
    assert.equal(await isForgotten(new Failure('upstream_timeout', { outcomeUnknown: true })), false);
    assert.equal(await isForgotten(new Failure('archive_unavailable')), false);
    assert.equal(await isForgotten(new Error('a bug')), false);
  });
});

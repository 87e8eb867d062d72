import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { requestId } from '../lib/ids.ts';
import { artifactKey } from './artifact-key.ts';
import { createArtifactLinks } from './artifact-links.ts';

const hourMs = 3_600_000;
const madeMs = Date.parse('2026-03-01T10:00:00.123Z');
const retentionMs = 15 * 24 * hourMs;
const [oldKey, newKey] = ['o'.repeat(40), 'n'.repeat(40)] as const;

describe('links to artifacts', () => {
  const time = { nowMs: madeMs };
  const open = (masterKeys: readonly string[] | undefined, validMs = 24 * hourMs) =>
    createArtifactLinks({
      clock: { now: () => time.nowMs },
      publicUrl: () => 'https://images.example',
      retentionMs,
      signing: masterKeys && { masterKeys, validMs },
    });
  const artifact = (number = 1) => ({
    key: artifactKey({
      generationId: requestId(madeMs),
      kind: 'sync-image',
      number,
      mediaType: 'image/png',
      createdAtMs: madeMs,
    }),
    expiresAtMs: madeMs + retentionMs,
  });
  const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);
  const at = (ms: number) => {
    time.nowMs = ms;
  };

  it('are as they always were where nothing signs them, and all of them open', () => {
    const one = artifact();
    const links = open(undefined);
    assert.equal(links.urlOf(one), `https://images.example/task-artifacts/${one.key}`);
    assert.equal(links.pathOf(one), `/task-artifacts/${one.key}`);
    assert.deepEqual(links.judge(one.key, {}), { state: 'good', untilMs: Infinity });
  });

  it('are good for what was set, or a 24th less, and then old', () => {
    const one = artifact();
    const links = open([newKey]);
    for (const aheadMs of [0, 1, 17 * 60_000, 59 * 60_000]) {
      at(madeMs + aheadMs);
      const query = queryOf(links.urlOf(one));
      const judged = links.judge(one.key, query);
      assert.equal(judged.state, 'good');
      const lifeMs = Number(query.expires) * 1_000 - time.nowMs;
      assert.ok(lifeMs <= 24 * hourMs && lifeMs > 23 * hourMs - 1_000, `${lifeMs}`);
      at(Number(query.expires) * 1_000 - 1);
      assert.equal(links.judge(one.key, query).state, 'good');
      at(Number(query.expires) * 1_000);
      assert.deepEqual(links.judge(one.key, query), { state: 'old' });
    }
  });

  it('stay the same between two steps, so that polls and caches find nothing new', () => {
    const one = artifact();
    const links = open([newKey]);
    at(madeMs);
    const first = links.urlOf(one);
    at(madeMs + 59 * 60_000);
    assert.equal(links.urlOf(one), first);
    at(madeMs + 60 * 60_000);
    assert.notEqual(links.urlOf(one), first);
  });

  it('never outlive their artifact', () => {
    const one = artifact();
    at(one.expiresAtMs - hourMs);
    const { expires } = queryOf(open([newKey]).urlOf(one));
    assert.equal(Number(expires), Math.floor(one.expiresAtMs / 1_000));
  });

  it('open nothing else, and nothing that was changed', () => {
    at(madeMs);
    const [one, other] = [artifact(), artifact(2)];
    const links = open([newKey]);
    const { expires = '', signature = '' } = queryOf(links.urlOf(one));
    const wrong: Record<string, unknown>[] = [
      {},
      { expires },
      { signature },
      { expires, signature: '' },
      { expires, signature: `${signature}=` },
      { expires, signature: `${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}` },
      { expires, signature: signature.replaceAll('-', '+').replaceAll('_', '/').concat('=') },
      { expires: String(Number(expires) + 1), signature },
      { expires: `0${expires}`, signature },
      { expires: [expires, expires], signature },
      { expires, signature: [signature] },
      queryOf(open([oldKey]).urlOf(one)),
    ];
    for (const query of wrong)
      assert.deepEqual(links.judge(one.key, query), { state: 'wrong' }, JSON.stringify(query));
    assert.equal(links.judge(other.key, { expires, signature }).state, 'wrong');
  });

  it('survive the change of a master key as long as the old one is named', () => {
    at(madeMs);
    const one = artifact();
    const before = queryOf(open([oldKey]).urlOf(one));
    assert.equal(open([newKey, oldKey]).judge(one.key, before).state, 'good');
    assert.equal(open([newKey]).judge(one.key, before).state, 'wrong');
    const after = queryOf(open([newKey, oldKey]).urlOf(one));
    assert.equal(open([newKey]).judge(one.key, after).state, 'good');
  });

  it('are made afresh from a URL that was stored, and nothing else is touched', () => {
    at(madeMs + hourMs);
    const one = artifact();
    const links = open([newKey]);
    const stored = `https://images.example/task-artifacts/${one.key}`;
    assert.equal(links.ofStored(stored), links.urlOf(one));
    assert.equal(links.ofStored(`${stored}?expires=1&signature=x`), links.urlOf(one));
    assert.equal(open(undefined).ofStored(stored), stored);
    for (const other of ['', 'https://images.example/uploads/file_1.png', `${stored}x`]) {
      assert.equal(links.ofStored(other), other);
    }
    at(madeMs + retentionMs - 1_000);
    const { expires } = queryOf(links.ofStored(stored));
    assert.ok(Number(expires) * 1_000 <= one.expiresAtMs);
  });

  it('are signed by a key of their own, the same in every version, and never by the one that seals secrets', () => {
    at(madeMs);
    const { pathname, searchParams } = new URL(open([newKey]).urlOf(artifact()));
    const signedBy = (use: string) =>
      createHmac('sha256', Buffer.from(hkdfSync('sha256', newKey, '', use, 32)))
        .update(`${pathname}\n${searchParams.get('expires')}`)
        .digest('base64url');
    assert.equal(searchParams.get('signature'), signedBy('plantain artifact links v1'));
    assert.notEqual(searchParams.get('signature'), signedBy('plantain seal v1'));
    assert.throws(() => open(['short']), RangeError);
    assert.throws(() => open([]), RangeError);
  });
});

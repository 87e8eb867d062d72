import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noUsage } from '../../generation/outcome.ts';
import { plainRequest } from '../../generation/plain-request.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { bodyLimitBytes, writeBody } from './write-body.ts';

const image = (number: number) => ({
  key: `2026/11/21/async-image/20261121120000000000000aaaaaaaaaaaaaaaaaaaaaa-${number}.png`,
  number,
  mediaType: 'image/png' as const,
  sizeBytes: 1,
  width: 1024,
  height: 1024,
  expiresAtMs: 1,
});

const attempt = (number: number) => ({
  slot: 1,
  number,
  channel: 'a-channel-with-a-rather-long-name',
  upstreamModel: 'gemini-3.1-flash-image',
  startedAtMs: 1,
  endedAtMs: 2,
  result: 'upstream_unavailable' as const,
  internal: 'x'.repeat(200),
});

function receiptOf(prompt: string, more: Partial<Receipt> = {}): Receipt {
  return {
    id: '20261121120000000000000aaaaaaaaaaaaaaaaaaaaaa',
    state: 'succeeded',
    request: { ...plainRequest('nano-banana-2', prompt), kind: 'async-image' },
    createdAtMs: 1,
    dispatched: true,
    finishedAtMs: 2,
    heldMicros: 0,
    chargedMicros: 0,
    price: undefined,
    result: { text: '', usage: noUsage, omitted: [], channel: 'c', effectiveModel: 'm' },
    failure: undefined,
    outputs: [image(1)],
    attempts: [],
    route: [],
    referenceNotes: [],
    steps: undefined,
    ...more,
  };
}

/** Everything a receipt holds, as a protocol might write it. */
const writeAll = (receipt: Receipt) => ({
  id: receipt.id,
  status: receipt.state,
  receipt,
  resultJson: JSON.stringify({ resultUrls: receipt.outputs.map(({ key }) => `https://p.example/${key}`) }),
});
const read = (bytes: Buffer) => JSON.parse(bytes.toString()) as ReturnType<typeof writeAll>;

describe('the body of a callback', () => {
  it('is the status body, the same bytes each time', () => {
    const receipt = receiptOf('a plantain');
    const { bytes, isShortened } = writeBody(receipt, writeAll);
    assert.equal(bytes.toString(), JSON.stringify(writeAll(receipt)));
    assert.ok(bytes.equals(writeBody(receipt, writeAll).bytes));
    assert.equal(isShortened, false);
  });

  it('may have 19,999 bytes and is shortened at 20,000', () => {
    const spareBytes = 19_999 - writeBody(receiptOf(''), writeAll).bytes.length;
    const largest = writeBody(receiptOf('p'.repeat(spareBytes)), writeAll);
    assert.deepEqual([largest.bytes.length, largest.isShortened], [19_999, false]);
    const oneMore = writeBody(receiptOf('p'.repeat(spareBytes + 1)), writeAll);
    assert.ok(oneMore.isShortened && oneMore.bytes.length < 19_999);
  });

  it('is always smaller than 20 kB and keeps ids, state and image URLs, whatever made it long', () => {
    const reference = { kind: 'url' as const, url: `https://example.com/${'r'.repeat(2_000)}` };
    const plain = receiptOf('x');
    const long: Receipt[] = [
      receiptOf('p'.repeat(20_000)),
      receiptOf('🍌'.repeat(20_000)),
      receiptOf('\u0001'.repeat(20_000)),
      { ...plain, request: { ...plain.request, references: Array.from({ length: 14 }, () => reference) } },
      { ...plain, result: { ...plain.result!, text: 'w'.repeat(300_000) } },
      { ...plain, attempts: Array.from({ length: 200 }, (_, index) => attempt(index)) },
      {
        ...plain,
        state: 'failed',
        outputs: [],
        failure: { code: 'upstream_rejected', message: 'm'.repeat(90_000) },
      },
    ];
    for (const receipt of long) {
      const { bytes, isShortened } = writeBody(receipt, writeAll);
      assert.ok(bytes.length < bodyLimitBytes, String(bytes.length));
      assert.ok(isShortened);
      const body = read(bytes);
      assert.deepEqual([body.id, body.status], [receipt.id, receipt.state]);
      assert.equal(body.resultJson, writeAll(receipt).resultJson);
      assert.ok(!bytes.includes('\ufffd'));
      assert.ok(bytes.equals(writeBody(receipt, writeAll).bytes));
    }
  });

  it('says with … where a text was cut, and cuts no more than it must', () => {
    const { request } = read(writeBody(receiptOf('p'.repeat(20_000)), writeAll).bytes).receipt;
    assert.equal(request.prompt, `${'p'.repeat(4_000)}…`);
  });

  it('leaves out images only when their URLs alone were too many', () => {
    const many = Array.from({ length: 150 }, (_, index) => image(index + 1));
    const { bytes } = writeBody(receiptOf('x', { outputs: many }), writeAll);
    assert.ok(bytes.length < bodyLimitBytes);
    const kept = read(bytes).receipt.outputs.length;
    assert.ok(kept > 10 && kept < 150, String(kept));
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureRule, ScanLimits } from './json-scan.ts';
import { JsonTooLarge, MalformedJson, ScanFailure, TruncatedJson } from './scan-failure.ts';
import { pushInChunks, ScanRecorder } from './scan-recorder.test.kit.ts';
import { type ScannedEvent, SseScanner } from './sse-scan.ts';

const rules: readonly CaptureRule[] = [{ key: 'data', parent: ['inlineData'], mode: 'base64' }];

function read(stream: string, cuts: readonly number[] = [], limits: ScanLimits = {}) {
  const recorder = new ScanRecorder();
  const events: ScannedEvent[] = [];
  let doneCount = 0;
  const scanner = new SseScanner(
    rules,
    recorder,
    { event: (event) => events.push(event), done: () => doneCount++ },
    limits,
  );
  pushInChunks(Buffer.from(stream), cuts, (buffer, start, end) => scanner.push(buffer, start, end));
  scanner.finish();
  return { recorder, events, doneCount };
}

test('every line end, comment and split gives the same events', () => {
  const lines = [
    ': hello',
    'event: part',
    'id: 7',
    'data: {"parts":[{"inlineData":{"data":"aGVs',
    '',
    'data:{"a":',
    'data: [1,',
    'data:2]}',
    'retry',
    '',
    '',
    ':',
    'data: {"inlineData":{"data":"QUJD"}}',
    '',
    'event: ping',
    '',
    'data: [DONE]',
    '',
    '',
  ];
  lines[3] = 'data: {"parts":[{"inlineData":{"data":"aGVsbG8="}}]}';
  for (const mark of ['\n', '\r', '\r\n']) {
    const stream = lines.join(mark);
    for (let cut = 0; cut <= stream.length; cut++) {
      const { events, recorder, doneCount } = read(stream, [cut, Math.min(stream.length, cut + 1)]);
      assert.deepEqual(
        events.map(({ name }) => name),
        ['part', 'message', 'message'],
      );
      assert.deepEqual(events[1]?.json.value, { a: [1, 2] });
      assert.ok(events.every(({ terminated }) => terminated));
      assert.deepEqual(
        recorder.begun.map((capture) => recorder.bytesOf(capture).toString()),
        ['hello', 'ABC'],
      );
      assert.deepEqual(
        events.map(({ json }) => json.captures.map(({ id }) => id)),
        [[0], [], [1]],
      );
      assert.equal(doneCount, 1);
    }
  }
});

test('a byte order mark before the first field is skipped', () => {
  assert.deepEqual(read('\ufeffdata: 1\n\n').events[0]?.json.value, 1);
});

test('a last event without its blank line is handed over as not terminated', () => {
  for (const ending of ['', '\n', '\r\n', '\n: comment', '\nid: 5']) {
    const { events } = read(`data: {"a":1}\n\ndata: {"a":2}${ending}`);
    assert.deepEqual(
      events.map(({ terminated }) => terminated),
      [true, false],
    );
  }
});

test('a stream that is cut within an event is truncated, wherever the cut is', () => {
  const stream = 'data: {"a":1}\n\ndata: {"inlineData":{"data":"QUJD"},"b":[1]}\n\n';
  const whole = stream.lastIndexOf('}') + 1;
  const second = stream.indexOf('data', 5);
  for (let at = second + 1; at < whole; at++) {
    const rest = stream.slice(0, at);
    // "data:" with nothing after it is an event without data.
    if (/data: ?$/.test(rest)) assert.equal(read(rest).events.length, 1);
    else assert.throws(() => read(rest), TruncatedJson, rest);
  }
});

test('an event that is closed by its blank line too early is truncated', () => {
  assert.throws(() => read('data: {"a":\n\ndata: 1}\n\n'), TruncatedJson);
  assert.throws(() => read('data: [DON\n\n'), TruncatedJson);
});

test('data that is not JSON is refused', () => {
  for (const stream of ['data: <html>\n\n', 'data: [DONE]x\n\n', 'data: x[DONE]\n\n', 'data: {}{}\n\n']) {
    assert.throws(() => read(stream), MalformedJson, stream);
  }
});

test('limits hold for each event and captures for the stream', () => {
  const event = 'data: {"inlineData":{"data":"QUJD"}}\n\n';
  assert.equal(read(event.repeat(3), [], { skeletonBytes: 120, captures: 3 }).events.length, 3);
  assert.throws(() => read(event.repeat(4), [], { captures: 3 }), JsonTooLarge);
  assert.throws(() => read(`${'x'.repeat(2000)}: 1\n\n`), JsonTooLarge);
  assert.equal(read(`: ${'x'.repeat(100_000)}\n\n`).events.length, 0);
});

test('a failed stream stays failed', () => {
  const scanner = new SseScanner(rules, new ScanRecorder(), { event() {} });
  assert.throws(() => scanner.push(Buffer.from('data: }\n')), ScanFailure);
  assert.throws(() => scanner.push(Buffer.from('\n')), ScanFailure);
  assert.throws(() => scanner.finish(), ScanFailure);
});

test('many short lines in one chunk are read in linear time', () => {
  const stream = 'data: 1\r\n\r\n'.repeat(100_000);
  const started = process.cpuUsage();
  assert.equal(read(stream).events.length, 100_000);
  const { user } = process.cpuUsage(started);
  assert.ok(user < 3_000_000, `1.1 MB took ${user} microseconds`);
});

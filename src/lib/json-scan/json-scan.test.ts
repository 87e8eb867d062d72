import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaptureRule, JsonScanner, type ScanLimits } from './json-scan.ts';
import { InvalidBase64, JsonTooLarge, MalformedJson, TruncatedJson } from './scan-failure.ts';
import { pushInChunks, restore, ScanRecorder, scan } from './scan-recorder.test.kit.ts';

const image = { key: 'data', parent: ['inlineData', 'inline_data'], mode: 'base64' } as const;
const b64 = { key: 'b64_json', mode: 'base64' } as const;
const signature = { key: 'thoughtSignature', mode: 'raw' } as const;
const text = { key: 'text', mode: 'data-uri' } as const;
const rules: readonly CaptureRule[] = [image, b64, signature, text];
const run = 'QUJD'.repeat(20);
const runBytes = Buffer.from(run, 'base64');

test('a captured value is decoded and leaves a placeholder that names it', () => {
  const scanned = scan('{"b64_json":"aGVsbG8=","n":1}', rules);
  const { value } = scanned.json;
  const capture = scanned.json.captureOf((value as { b64_json: string }).b64_json);
  assert.equal(capture?.rule, b64);
  assert.equal(scanned.bytesOf(capture!).toString(), 'hello');
  assert.deepEqual(capture?.sizes, { chars: 8, bytes: 5 });
  assert.equal(scanned.json.captureOf('other'), undefined);
  assert.equal(scanned.json.captureOf(7), undefined);
});

test('every way to cut a document in two or three gives the same result', () => {
  const document = `{"\\u006264_json" : "aGV\\u0073bG8=", "p":[{"inline_data":{"data":"/9j\\/", "mimeType":"image\\/png"}},
    {"text":"\\u2713 ![i](d\\u0061ta:image\\/png;base64,${run.slice(0, 66)}\\/A=) end", "thoughtSignature":"a\\"b\\u0041"}], "é\\n":[1e3,null]}`;
  const expected = scan(document, rules);
  assert.equal(expected.begun.length, 4);
  const length = Buffer.byteLength(document);
  for (let first = 0; first <= length; first++) {
    for (const second of [first, Math.min(length, first + 1), Math.min(length, first + 7)]) {
      const scanned = scan(document, rules, [first, second]);
      assert.deepEqual(restore(scanned), restore(expected));
      assert.deepEqual([...scanned.ended], [...expected.ended]);
    }
  }
  const everywhere = Array.from({ length }, (_, index) => index);
  assert.deepEqual(restore(scan(document, rules, everywhere)), JSON.parse(document));
});

test('in a URL the base64 of a data URI goes on over white space, in a text it ends there', () => {
  const url = { key: 'url', mode: 'data-uri', elements: true, isUrl: true } as const;
  const head = 'data:image/png;base64,';
  for (const blank of ['\\n', '\\r\\n', ' ', '\\t', '\\u000a']) {
    const folded = `${blank}${run.slice(0, 60)}${blank}${run.slice(60, 76)}${blank}${run.slice(76)}${blank}`;
    const document = `{"url":"${head}${folded}","text":"${head}${folded}"}`;
    for (let cut = 0; cut <= document.length; cut++) {
      const scanned = scan(document, [url, text], [cut, Math.min(document.length, cut + 1)]);
      assert.deepEqual(
        scanned.begun.map((capture) => [capture.rule.key, scanned.bytesOf(capture).toString('base64')]),
        [['url', run]],
      );
      const value = scanned.json.value as { url: string; text: string };
      assert.equal(value.url, head + scanned.begun[0]?.placeholder);
      assert.equal(value.text, JSON.parse(`"${head}${folded}"`));
    }
  }
  for (const raw of ['\n', '\t', '\r']) {
    assert.throws(() => scan(`{"url":"${head}${run}${raw}${run}"}`, [url]), MalformedJson);
  }
});

test('a value that looks like a capture elsewhere is kept as it is', () => {
  const decoys = {
    data: 'AAAA',
    inlineData: { inner: { data: 'AAAA' }, mimeType: 'data', 'data ': 'AAAA' },
    other: 'say "inlineData":{"data":"QUJD"}, "b64_json":"QUJD"',
    list: ['b64_json', 'AAAA', { text: 7 }],
    escaped: '\\"b64_json\\":\\"QUJD\\"',
  };
  const scanned = scan(JSON.stringify(decoys), rules);
  assert.equal(scanned.begun.length, 0);
  assert.deepEqual(scanned.json.value, decoys);
});

test('no document can forge a placeholder', () => {
  const recorder = new ScanRecorder();
  const scanner = new JsonScanner(rules, recorder);
  scanner.push(Buffer.from('{"b64_json":"QUJD",'));
  const { placeholder } = recorder.begun[0]!;
  const other = scan(JSON.stringify({ b64_json: 'QUJD', text: placeholder }), rules);
  assert.equal(other.json.captureOf((other.json.value as { text: string }).text), undefined);
  assert.deepEqual(other.json.split(placeholder), [placeholder]);
});

test('a rule names the nearest key above the object, through arrays', () => {
  const scanned = scan('{"inlineData":[{"data":"QUJD"}],"x":{"data":"QUJD"}}', rules);
  assert.equal(scanned.begun.length, 1);
});

test('strings in an array are captured only when the rule says so', () => {
  const document = `{"image":["data:image/webp;base64,${run}","plain"]}`;
  assert.equal(scan(document, [{ key: 'image', mode: 'data-uri' }]).begun.length, 0);
  const scanned = scan(document, [{ key: 'image', mode: 'data-uri', elements: true }]);
  assert.equal(scanned.begun[0]?.mediaType, 'image/webp');
  assert.deepEqual(restore(scanned), JSON.parse(document));
});

test('a data URI in text is cut out and the text around it stays', () => {
  const markdown = `a ![x](data:image/PNG;charset=x;base64,${run}) b data:image/jpeg;base64,${run}`;
  const scanned = scan(JSON.stringify({ text: markdown }), rules);
  const parts = scanned.json.split((scanned.json.value as { text: string }).text);
  assert.deepEqual(
    parts.map((part) => (typeof part === 'string' ? part : part.mediaType)),
    ['a ![x](data:image/PNG;charset=x;base64,', 'image/png', ') b data:image/jpeg;base64,', 'image/jpeg'],
  );
  for (const capture of scanned.begun) assert.deepEqual(scanned.bytesOf(capture), runBytes);
});

test('prose about data URIs stays prose', () => {
  for (const prose of [
    'use data:image/png;base64,<your data> here',
    `data:image/png;base64,${'A'.repeat(63)}`,
    `data:image/png;base64, ${run}`,
    `data:image/svg+xml,${run}`,
    `data:${'x'.repeat(300)};base64,${run}`,
    `DATA ${run} data: image/png;base64,${run}`,
    'data:image/png;base64,',
    'data:',
    '',
  ]) {
    const scanned = scan(JSON.stringify({ text: prose }), rules);
    assert.equal(scanned.begun.length, 0, prose);
    assert.deepEqual(scanned.json.value, { text: prose });
  }
});

test('a data URI run ends at a line break, and at padding', () => {
  const first = scan(JSON.stringify({ text: `data:image/png;base64,${run}\nHello` }), rules);
  assert.deepEqual(first.bytesOf(first.begun[0]!), runBytes);
  const second = scan(JSON.stringify({ text: `data:data:image/png;base64,${run}QQ==tail` }), rules);
  assert.deepEqual(second.bytesOf(second.begun[0]!), Buffer.concat([runBytes, Buffer.from('A')]));
  assert.deepEqual(second.json.split((second.json.value as { text: string }).text).at(-1), 'tail');
});

test('a data URI run that ends wrongly is not refused, and keeps every byte it says', () => {
  for (const end of ['A)', 'QQ=)', 'QQ=', 'QQ', 'QQ==']) {
    const text = `data:image/png;base64,${run}${end}`;
    const scanned = scan(JSON.stringify({ text }), rules);
    const said = Buffer.from(run + end.replace(')', ''), 'base64');
    assert.deepEqual(scanned.bytesOf(scanned.begun[0]!), said, end);
    assert.equal(scanned.begun[0]?.sizes?.bytes, said.length, end);
  }
});

test('a data URI prefix before promised base64 is taken off and its media type told', () => {
  for (const prefix of ['data:image/png;base64,', 'DATA:image\\/png;name=x;base64,']) {
    const scanned = scan(`{"b64_json":"${prefix}aGVsbG8="}`, rules);
    assert.equal(scanned.begun[0]?.mediaType, 'image/png');
    assert.equal(scanned.bytesOf(scanned.begun[0]!).toString(), 'hello');
  }
  for (const base64 of ['data', 'dat=', 'dataQUJD', 'da==', 'd\\u0061taQUJD', '']) {
    const scanned = scan(`{"b64_json":"${base64}"}`, rules);
    assert.equal(scanned.begun[0]?.mediaType, undefined);
    assert.deepEqual(
      scanned.bytesOf(scanned.begun[0]!),
      Buffer.from(JSON.parse(`"${base64}"`) as string, 'base64'),
    );
  }
});

test('base64 is taken in both alphabets, without padding, and with line breaks', () => {
  const bytes = Buffer.from([0xfb, 0xff, 0xbf, 0x3e, 0x3f]);
  for (const form of ['+/+/Pj8=', '-_-_Pj8=', '+/+_Pj8', '+\\/+/\\r\\nPj\\u0038=\\n', ' +/+/ \\tPj8= ']) {
    const scanned = scan(`{"b64_json":"${form}"}`, rules);
    assert.deepEqual(scanned.bytesOf(scanned.begun[0]!), bytes, form);
  }
});

test('what is not base64 is refused', () => {
  for (const bad of [
    'A',
    'QUJDA',
    'QUJ*',
    'QUJD=',
    '=',
    'QQ=',
    'QQ==QQ==',
    'QQ===',
    'Q=Q=',
    'QUJDé',
    'QUJD\\u0000',
    'data:,AAAA',
  ]) {
    assert.throws(() => scan(`{"b64_json":"${bad}"}`, rules), InvalidBase64, bad);
  }
});

test('raw captures are the characters of the document', () => {
  const scanned = scan('{"thoughtSignature":"a\\/b\\u00e9\\"é"}', rules);
  assert.equal(scanned.bytesOf(scanned.begun[0]!).toString(), 'a\\/b\\u00e9\\"é');
});

test('a raw value that is shorter than the rule asks for is kept, and a longer one delivered whole, at any cut', () => {
  const from = { key: 'sign', mode: 'raw', fromBytes: 8 } as const;
  const document = '{"sign":"a\\/b\\u00e9","l":[{"sign":"1234567"},{"sign":"12345678"},{"sign":""}]}';
  for (let at = 0; at <= document.length; at++) {
    const scanned = scan(document, [from], [at]);
    assert.deepEqual(restore(scanned), JSON.parse(document));
    const delivered = scanned.begun.map((capture) => scanned.bytesOf(capture).toString());
    assert.deepEqual(delivered, ['a\\/b\\u00e9', '12345678']);
  }
});

test('a dropped value costs no memory, takes nothing from the limits, and has to be a string', () => {
  const dropped: readonly CaptureRule[] = [{ key: 'sign', mode: 'dropped' }];
  const recorder = new ScanRecorder();
  const scanner = new JsonScanner(dropped, recorder, { skeletonBytes: 1_000, captures: 0 });
  scanner.push(Buffer.from('{"a":1,"sign":"'));
  for (let count = 0; count < 100; count++) scanner.push(Buffer.alloc(65_536, 'A'));
  scanner.push(Buffer.from('\\/é","b":2}'));
  assert.ok(scanner.keptBytes < 100);
  assert.deepEqual([scanner.finish().value, recorder.begun], [{ a: 1, sign: '', b: 2 }, []]);
  for (const bad of ['{"sign":"\u0001"}', '{"sign":"\\q"}', '{"sign":"\\u00g0"}']) {
    assert.throws(() => scan(bad, dropped), MalformedJson, bad);
  }
  assert.throws(() => scan('{"sign":"ab', dropped), TruncatedJson);
});

test('a document that ends early is truncated, wherever the cut is', () => {
  const document = `{"b64_json":"aGVsbG8=","text":"data:image/png;base64,${run}","thoughtSignature":"ab","z":[1,{}]}`;
  for (let at = 0; at < document.length; at++) {
    assert.throws(() => scan(document.slice(0, at), rules), TruncatedJson, document.slice(0, at));
  }
  assert.throws(() => scan(' \n', rules), TruncatedJson);
});

test('what JSON.parse refuses is refused', () => {
  for (const bad of [
    '<html></html>',
    '{]',
    '}',
    '[1,]',
    '{"a":1,}',
    '{"a" "b"}',
    '{"a":1}{"a":1}',
    '{"a":1} x',
    '{"a":tru}',
    '{"a":01}',
    '{"a":"\u0001"}',
    '{"b64_json":"QUJD\u0001"}',
    '{"b64_json":"QUJD\n"}',
    '{"b64_json":"QU\\qJD"}',
    '{"b64_json":"QU\\u00zzJD"}',
    '{"b64_json" "QUJD"}',
    '{"thoughtSignature":"\u0001"}',
    '{"thoughtSignature":"\\q"}',
    '{"thoughtSignature":"\\u12g4"}',
    `{"text":"data:image/png;base64,${run}\u0001"}`,
    `{"text":"data:image/png;base64,${run}\\q"}`,
    '{"\\q":1}',
    '{"a":"\\q"}',
    '\ufeff{}',
    '{"a":NaN}',
    '{"a":\'b\'}',
  ]) {
    assert.throws(() => JSON.parse(bad), SyntaxError, bad);
    assert.throws(() => scan(bad, rules), MalformedJson, bad);
  }
});

test('text that is not UTF-8 is refused', () => {
  assert.throws(() => scan(Buffer.from('7b2261223a22ff227d', 'hex'), rules), MalformedJson);
});

test('the limits hold exactly', () => {
  const cases: [string, string, ScanLimits][] = [
    [`{"a":"${'x'.repeat(92)}"}`, `{"a":"${'x'.repeat(93)}"}`, { skeletonBytes: 100 }],
    ['[[[1]]]', '[[[[1]]]]', { depth: 3 }],
    ['[1,2,3]', '[1,2,3,4]', { members: 3 }],
    ['[{"b64_json":""}]', '[{"b64_json":""},{"b64_json":""}]', { captures: 1 }],
  ];
  for (const [fits, tooMuch, limits] of cases) {
    scan(fits, rules, [], limits);
    assert.throws(() => scan(tooMuch, rules, [], limits), JsonTooLarge);
  }
});

test('captures do not count towards the limit of what is kept', () => {
  const bytes = Buffer.alloc(3_000_000, 7);
  const scanned = scan(`{"b64_json":"${bytes.toString('base64')}"}`, rules, [], { skeletonBytes: 200 });
  assert.ok(scanned.bytesOf(scanned.begun[0]!).equals(bytes));
});

test('a failed scan stays failed, also when the sink threw', () => {
  const scanner = new JsonScanner(rules, new ScanRecorder());
  assert.throws(() => scanner.push(Buffer.from('}')), MalformedJson);
  assert.throws(() => scanner.push(Buffer.from('{}')), MalformedJson);
  assert.throws(() => scanner.finish(), MalformedJson);
  const full = new Error('disk full');
  const broken = new JsonScanner(rules, {
    begin() {},
    bytes() {
      throw full;
    },
    end() {},
  });
  assert.throws(() => broken.push(Buffer.from('{"b64_json":"QUJD"}')), full);
  assert.throws(() => broken.finish(), full);
});

test('hostile line breaks do not make decoding slow', () => {
  const wrapped = 'AAAA\\n'.repeat(400_000);
  const started = process.cpuUsage();
  const recorder = new ScanRecorder();
  const scanner = new JsonScanner(rules, { ...recorder, begin() {}, bytes() {}, end() {} });
  pushInChunks(Buffer.from(`{"b64_json":"${wrapped}"}`), [], (buffer, from, to) =>
    scanner.push(buffer, from, to),
  );
  scanner.finish();
  const { user } = process.cpuUsage(started);
  assert.ok(user < 1_500_000, `2.4 MB took ${user} microseconds`);
});

test('of equal keys the last counts, and the first capture is not in the skeleton', () => {
  const scanned = scan('{"b64_json":"QUJD","b64_json":"REVG"}', rules);
  const kept = scanned.json.captureOf((scanned.json.value as { b64_json: string }).b64_json);
  assert.equal(scanned.json.captures.length, 2);
  assert.equal(scanned.bytesOf(kept!).toString(), 'DEF');
});

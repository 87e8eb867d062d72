import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

function problemOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.join('; ');
  }
  return '';
}

const noAddress = ['img.example.com:443', 'ftp://x.y', 'javascript:alert(1)', 'https://user:pw@h', 'nowhere'];
for (const name of ['PLANTAIN_PUBLIC_URL', 'PLANTAIN_S3_ENDPOINT', 'PLANTAIN_VERIFY_CALLBACK_URL']) {
  it(`${name} takes web addresses alone, and says how one looks`, () => {
    for (const text of noAddress)
      assert.match(problemOf({ [name]: text }), new RegExp(`^${name}: must be .* such as https?://`), text);
    assert.equal(problemOf({ [name]: 'http://minio:9000' }), '');
    assert.equal(problemOf({ [name]: 'https://h.example/' }), '');
  });
}

it('an address that others are made from has no query and no fragment; one that is called may', () => {
  for (const end of ['?x=1', '#x', '?']) {
    assert.match(problemOf({ PLANTAIN_PUBLIC_URL: `https://h/${end}` }), /^PLANTAIN_PUBLIC_URL: .*query/);
    assert.equal(problemOf({ PLANTAIN_VERIFY_CALLBACK_URL: `https://h/${end}` }), '');
  }
});

it('a number that is none, or too large, is told in words', () => {
  assert.equal(problemOf({ PORT: 'abc' }), 'PORT: must be a number');
  assert.equal(problemOf({ PORT: '70000' }), 'PORT: must be at most 65535');
});

it('the public address is an origin: the console and the docs have no other place than its root', () => {
  for (const text of ['https://h.example/images', 'https://h.example//', 'https://h.example/a/'])
    assert.match(problemOf({ PLANTAIN_PUBLIC_URL: text }), /: scheme and host alone$/, text);
  assert.equal(problemOf({ PLANTAIN_S3_ENDPOINT: 'https://h.example/storage/v1/s3' }), '');
});

it('what surrounds a value, as the line break of a file, is none of it', () => {
  const token = 'a-token-of-24-characters';
  const config = readConfig({
    GEMINI_API_KEY: 'a-key\n',
    PLANTAIN_ADMIN_TOKEN: `${token}\r\n`,
    PLANTAIN_PUBLIC_URL: ' https://h.example ',
  });
  assert.deepEqual(
    [config.geminiApiKey, config.adminToken, config.publicUrl],
    ['a-key', token, 'https://h.example'],
  );
});

it('a token that no header can carry is refused', () => {
  assert.match(problemOf({ PLANTAIN_ADMIN_TOKEN: 'a-token-of-24\n-characters' }), /^PLANTAIN_ADMIN_TOKEN: /);
});

it('a number of blanks is none, as an empty one is', () => {
  const blank = readConfig({ PORT: ' ', PLANTAIN_MAX_WAITING: '\t', PLANTAIN_VERIFY_CAP_USD: ' ' });
  const none = readConfig({});
  assert.deepEqual(
    [blank.port, blank.maxWaiting, blank.verifyCapMicros, blank.given],
    [none.port, none.maxWaiting, none.verifyCapMicros, []],
  );
});

it('PLANTAIN_ARTIFACTS names a folder or a bucket that can be one', () => {
  for (const text of ['s3://', 's3://My_Bucket', 'file:', 's3:bucket'])
    assert.match(
      problemOf({ PLANTAIN_ARTIFACTS: text }),
      /^PLANTAIN_ARTIFACTS: must be file:\/folder or s3:/,
      text,
    );
  for (const text of ['s3://bucket', 's3://my.bucket-1/images', 'file:/data', 'file:///data', 'file:data'])
    assert.equal(problemOf({ PLANTAIN_ARTIFACTS: text }), '', text);
});

for (const name of ['PLANTAIN_REFERENCE_ALLOW', 'PLANTAIN_TRUSTED_PROXIES']) {
  it(`a range of ${name} that cannot be read is named with what is wrong with it`, () => {
    assert.throws(
      () => readConfig({ [name]: '10.0.0.0/8, 10.0.0.1/8, fruit.example' }),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.problems.map((problem) => problem.replace(/ (is not|has bits).*/, '')),
          [`${name}: "10.0.0.1/8"`, `${name}: "fruit.example"`],
        );
        return true;
      },
    );
  });
}

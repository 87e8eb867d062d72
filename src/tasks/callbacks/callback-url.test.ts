import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../generation/failure.ts';
import { createCheckCallbackUrl } from './callback-url.ts';

const isRefused = (check: (url: string) => void, url: string) => {
  try {
    check(url);
    return false;
  } catch (error) {
    assert.ok(error instanceof Failure);
    assert.deepEqual([error.code, error.param], ['invalid_request', 'callback_url']);
    assert.match(error.message, /must be an https URL/);
    return true;
  }
};

describe('a callback URL at the time of the create', () => {
  const check = createCheckCallbackUrl([]);

  it('is accepted when it is an https URL on port 443', () => {
    for (const url of ['https://hooks.example.com/a?b=c', 'https://1.1.1.1/x', 'https://example.com:443/']) {
      assert.ok(!isRefused(check, url), url);
    }
  });

  it('is refused for http, other ports, local names, private addresses, odd spellings and credentials', () => {
    const hostile = [
      '',
      'not a url',
      'http://example.com/hook',
      'ftp://example.com/',
      'https://example.com:8443/',
      'https://localhost/',
      'https://printer.local/',
      'https://intranet/',
      'https://127.0.0.1/',
      'https://10.0.0.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://100.100.100.200/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://127.1/',
      'https://user:pw@example.com/',
      'https://1.1.1.1@127.0.0.1/',
      'https://example.com\\@127.0.0.1/',
      'https:example.com/',
      ' https://example.com/',
      'https://example.com/\u0000',
      `https://example.com/${'a'.repeat(2_048)}`,
    ];
    for (const url of hostile) assert.ok(isRefused(check, url), url);
  });

  it('may be http and on any port inside the excepted ranges, and nowhere else', () => {
    const local = createCheckCallbackUrl(['127.0.0.0/8', 'fd00::/8']);
    for (const url of [
      'http://127.0.0.1:8080/hook',
      'https://[fd00::1]:9000/',
      'http://app.internal:3000/',
    ]) {
      assert.ok(!isRefused(local, url), url);
    }
    for (const url of [
      'http://10.0.0.1:8080/',
      'http://1.1.1.1/',
      'https://1.1.1.1:8443/',
      'https://[::1]/',
    ]) {
      assert.ok(isRefused(local, url), url);
    }
  });
});

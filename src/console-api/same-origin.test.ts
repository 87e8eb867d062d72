import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkSameOrigin } from './same-origin.ts';

const publicUrl = 'https://images.example.com';

function isTaken(origin: string | undefined, host: string): boolean {
  const headers = { 'x-plantain-console': '1', ...(origin === undefined ? {} : { origin }) };
  try {
    checkSameOrigin({ method: 'POST', headers, host }, publicUrl);
    return true;
  } catch {
    return false;
  }
}

it('the origin of the public URL is ours, whatever host a proxy asks for', () => {
  assert.ok(isTaken(publicUrl, '127.0.0.1:4000'));
  assert.ok(isTaken(publicUrl, ''));
  for (const other of ['http://images.example.com', 'https://images.example.com:8443', 'https://example.com'])
    assert.ok(!isTaken(other, '127.0.0.1:4000'), other);
});

it('the host that was asked for is ours, with and without the usual port, and no other port is', () => {
  assert.ok(isTaken('https://name', 'name:443'));
  assert.ok(isTaken('https://name', 'Name'));
  assert.ok(isTaken('http://name:4000', 'name:4000'));
  assert.ok(isTaken(undefined, 'name'));
  for (const [origin, host] of [
    ['https://name', 'name:80'],
    ['https://name', 'name:4430'],
    ['https://name:8443', 'name'],
    ['null', 'null'],
    ['https://evil.test', 'name'],
  ] as const)
    assert.ok(!isTaken(origin, host), `${origin} ${host}`);
});

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { parseAddress } from './address.ts';
import { createNameResolver } from './resolve-name.ts';

/** A name server on loopback: each name has A records, AAAA records, an error code, or silence. */
interface Zone {
  [name: string]: { a?: string[]; aaaa?: string[]; code?: number } | 'silent';
}

async function nameServer(context: TestContext, zone: Zone): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, questionEnd } = readQuestion(query);
    const entry = zone[name];
    if (entry === 'silent') return;
    const texts = (type === 1 ? entry?.a : entry?.aaaa) ?? [];
    const answer = Buffer.concat([
      query.subarray(0, questionEnd),
      ...texts.map((text) => record(type, text)),
    ]);
    answer.writeUInt16BE(0x8180 | (entry ? (entry.code ?? 0) : 3), 2);
    answer.writeUInt16BE(texts.length, 6);
    answer.writeUInt32BE(0, 8);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  context.after(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function readQuestion(query: Buffer): { name: string; type: number; questionEnd: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
    at += 1 + query[at]!;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), questionEnd: at + 5 };
}

function record(type: number, text: string): Buffer {
  const bytes = parseAddress(text)!;
  const data = type === 1 ? bytes.subarray(12) : bytes;
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([head, data]);
}

test('a name yields all its A and AAAA addresses, IPv4 first', async (context) => {
  const server = await nameServer(context, {
    'both.test': { a: ['93.184.215.14', '10.0.0.1'], aaaa: ['fd00::1'] },
    'six.test': { aaaa: ['2606:4700::1'] },
  });
  const resolve = createNameResolver({ servers: [server] });
  assert.deepEqual(await resolve('both.test'), ['93.184.215.14', '10.0.0.1', 'fd00::1']);
  assert.deepEqual(await resolve('six.test'), ['2606:4700::1']);
});

test('an unknown name, a failing server and an empty answer are refused', async (context) => {
  const server = await nameServer(context, { 'fails.test': { code: 2 }, 'empty.test': {} });
  const resolve = createNameResolver({ servers: [server] });
  for (const name of ['unknown.test', 'fails.test', 'empty.test']) {
    await assert.rejects(resolve(name), { name: 'EgressRefused', reason: 'unresolved' }, name);
  }
});

test('a name server that stays silent is given up after the time limit', async (context) => {
  const server = await nameServer(context, { 'silent.test': 'silent' });
  const started = performance.now();
  await assert.rejects(createNameResolver({ servers: [server], timeoutMs: 150 })('silent.test'), {
    reason: 'unresolved',
  });
  assert.ok(performance.now() - started < 20_000);
});

test('names of the hosts file are found only where that was asked for', async (context) => {
  const server = await nameServer(context, {});
  const addresses = await createNameResolver({ servers: [server], hostsFile: true })('localhost');
  assert.ok(addresses.includes('127.0.0.1') || addresses.includes('::1'));
  await assert.rejects(createNameResolver({ servers: [server] })('localhost'), { reason: 'unresolved' });
});

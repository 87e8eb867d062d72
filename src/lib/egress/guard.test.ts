import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRanges } from './address-range.ts';
import { createGuard, type GuardOptions } from './guard.ts';
import { EgressRefused, refusalMessage } from './refusal.ts';

/** A guard whose DNS answers `records` (a public address for every other name) and notes what it was asked. */
function guardWith(options: GuardOptions & { records?: Record<string, string[]> } = {}) {
  const asked: string[] = [];
  const guard = createGuard({
    ownAddresses: () => [],
    resolve: async (name) => {
      asked.push(name);
      return options.records?.[name] ?? ['93.184.215.14'];
    },
    ...options,
  });
  return { guard, asked };
}

test('S-073…076 and other neighbours of forbidden forms pass', async () => {
  const { guard } = guardWith();
  for (const host of [
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.254',
    '100.128.0.1',
    '[2606:4700:4700::1111]',
  ]) {
    const target = await guard.vet(`http://${host}/`);
    assert.equal(target.addresses.length, 1, host);
    assert.equal(target.url.host, host);
  }
  const accepted = {
    'http://good.test#@127.0.0.1/': 'http://good.test/',
    'http://good.test/%0d%0a': 'http://good.test/%0d%0a',
    'HTTP://GOOD.TEST/a.png': 'http://good.test/a.png',
    'https://good.test:443/a?b=http://127.0.0.1/#x': 'https://good.test/a?b=http://127.0.0.1/',
    'http://good.test:80': 'http://good.test/',
    'https://xn--bcher-kva.test/画.png': 'https://xn--bcher-kva.test/%E7%94%BB.png',
    'https://a_b.good-host.test/user@example/x': 'https://a_b.good-host.test/user@example/x',
    'http://good.test:443/': 'http://good.test:443/',
    'http://localhost.good.test/': 'http://localhost.good.test/',
    [`http://good.test/${'a'.repeat(2_048 - 17)}`]: `http://good.test/${'a'.repeat(2_048 - 17)}`,
    [`http://${'a'.repeat(63)}.test/`]: `http://${'a'.repeat(63)}.test/`,
  };
  for (const [url, href] of Object.entries(accepted))
    assert.equal((await guard.vet(url)).url.href, href, url);
});

test('S-144…147, S-151…152: one forbidden address among the answers refuses the name', async () => {
  const records = {
    'loop.test': ['127.0.0.1'],
    'mixed.test': ['93.184.215.14', '10.0.0.1'],
    'mapped.test': ['::ffff:a9fe:a9fe'],
    'six.test': ['2606:4700::1', 'fd00::1'],
    'many.test': Array.from({ length: 4_000 }, () => '93.184.215.14'),
    'none.test': [],
    'odd.test': ['fe80::1%eth0'],
  };
  for (const name of Object.keys(records)) {
    const { guard } = guardWith({ records });
    await assert.rejects(
      guard.vet(`https://${name}/`),
      { name: 'EgressRefused', message: refusalMessage },
      name,
    );
  }
});

test('S-151: a DNS that fails gives the same public message as a blocked address', async () => {
  const { guard } = guardWith({ resolve: () => Promise.reject(new Error('queryA ESERVFAIL')) });
  await assert.rejects(guard.vet('https://good.test/'), { reason: 'unresolved', message: refusalMessage });
});

test('S-153: a name that leads to an address of this machine is refused unless the operator excepted it', async () => {
  const own = () => [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 93, 184, 215, 14)];
  await assert.rejects(guardWith({ ownAddresses: own }).guard.vet('https://good.test/'), {
    reason: 'own_address',
  });
  const allow = parseRanges('93.184.215.14');
  await guardWith({ ownAddresses: own, allow }).guard.vet('https://good.test/');
});

test('S-148…150: the addresses that were judged are the ones to connect to, whatever the DNS says next', async () => {
  let turn = 0;
  const { guard } = guardWith({ resolve: async () => [turn++ === 0 ? '93.184.215.14' : '169.254.169.254'] });
  const target = await guard.vet('https://rebind.test/');
  assert.deepEqual(target.addresses, ['93.184.215.14']);
  guard.checkPeer(target, '93.184.215.14');
  guard.checkPeer(target, '::ffff:93.184.215.14');
  for (const peer of ['169.254.169.254', '::1', undefined, 'nonsense']) {
    assert.throws(() => guard.checkPeer(target, peer), { reason: 'peer' });
  }
  await assert.rejects(guard.vet('https://rebind.test/'), { reason: 'address' });
});

test('excepted ranges lift the rules of scheme, port and name for their own addresses only', async () => {
  const allow = parseRanges('127.0.0.0/8 fd00::/8');
  const records = {
    localhost: ['127.0.0.1'],
    minio: ['fd00::9'],
    'split.internal': ['127.0.0.1', '93.184.215.14'],
  };
  const { guard } = guardWith({ allow, records });
  for (const url of [
    'http://127.0.0.1:4000/a',
    'http://localhost:9000/',
    'https://minio:9000/',
    'http://[fd00::9]:81/',
  ]) {
    await guard.vet(url, 'https');
  }
  const refused = {
    'http://metadata/': 'name',
    'http://good.test:8080/': 'port',
    'http://93.184.215.14:22/': 'port',
    'http://split.internal/': 'name',
    'http://10.0.0.1/': 'address',
    'http://127.1/': 'not_canonical',
    'http://u@127.0.0.1/': 'credentials',
  };
  for (const [url, reason] of Object.entries(refused)) await assert.rejects(guard.vet(url), { reason }, url);
  await assert.rejects(guard.vet('http://good.test/', 'https'), { reason: 'scheme' });
});

test('S-154…164: redirect targets go through every check again', async () => {
  const { guard } = guardWith();
  const from = await guard.vet('https://good.test/a/b?c');
  const refused = {
    'https://127.0.0.1/': 'address',
    'https://169.254.169.254/latest/': 'address',
    'http://good.test/': 'redirect_downgrade',
    'file:///etc/passwd': 'scheme',
    '//127.0.0.1': 'address',
    '///127.0.0.1': 'not_canonical',
    '/\\127.0.0.1': 'malformed',
    'https:/127.0.0.1': 'not_canonical',
    'https:x': 'not_canonical',
    'https://good@127.0.0.1/': 'credentials',
    'https://metadata/': 'name',
    'https://good.test:8443/': 'port',
    '/a\tb': 'malformed',
    [`/${'x'.repeat(65_536)}`]: 'too_long',
  };
  for (const [location, reason] of Object.entries(refused)) {
    await assert.rejects(guard.vetRedirect(from, location), { reason, message: refusalMessage }, location);
  }
  const followed = {
    '/x': 'https://good.test/x',
    'd?e': 'https://good.test/a/d?e',
    '?q': 'https://good.test/a/b?q',
    '//other.test/': 'https://other.test/',
    'https://other.test/z#f': 'https://other.test/z',
  };
  for (const [location, href] of Object.entries(followed)) {
    assert.equal((await guard.vetRedirect(from, location)).url.href, href, location);
  }
});

test('whatever the text, the guard refuses or yields a public target whose host stands in the text as it is', async () => {
  const numRuns = Number(process.env.PLANTAIN_FUZZ_RUNS ?? 3_000);
  const piece = fc.constantFrom(
    ...[
      'http',
      'https',
      ':',
      '/',
      '//',
      '\\',
      '@',
      '#',
      '?',
      '%',
      '.',
      '[',
      ']',
      '127.0.0.1',
      '::1',
      '0x7f',
      '0177',
      '1',
    ],
    ...[
      'localhost',
      'good.test',
      '8.8.8.8',
      '①',
      '。',
      ' ',
      '\t',
      ':80',
      ':443',
      ':22',
      '::ffff:7f00:1',
      '2606:4700::1',
      'é',
    ],
  );
  const soup = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const host = fc.oneof(
    soup,
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6().map((text) => `[${text}]`),
    fc.domain(),
  );
  const url = fc.oneof(
    soup,
    fc.tuple(fc.constantFrom('http://', 'https://', 'http:/', ''), host, soup).map((t) => t.join('')),
  );
  await fc.assert(
    fc.asyncProperty(url, async (text) => {
      const { guard, asked } = guardWith();
      const target = await guard.vet(text).catch((error: unknown) => error as Error);
      if (target instanceof Error)
        return assert.ok(target instanceof EgressRefused, `${text}: ${target.stack}`);
      const authority = text.slice(text.indexOf('//') + 2).split(/[/?#]/)[0]!;
      assert.equal(authority.toLowerCase().replace(/:\d+$/, ''), target.url.hostname, text);
      assert.equal(asked.length, isIP(target.hostname) === 0 ? 1 : 0, text);
      assert.equal(new URL(text).host, target.url.host);
    }),
    { numRuns },
  );
});

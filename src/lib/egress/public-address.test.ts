import assert from 'node:assert/strict';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAddress, isIpv4, parseAddress, sameAddress } from './address.ts';
import { inRange, parseRange, parseRanges } from './address-range.ts';
import { isPublicAddress } from './public-address.ts';

const numRuns = Number(process.env.PLANTAIN_FUZZ_RUNS ?? 20_000);

test('the first and last address of every special IPv4 block is refused and its outer neighbours are judged apart', () => {
  const publicNeighbours =
    '1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 ' +
    '172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 ' +
    '192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 ' +
    '168.63.129.15 168.63.129.17 8.8.8.8';
  const refused =
    '0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.0 127.255.255.255 169.254.0.0 ' +
    '169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255 192.88.99.0 192.88.99.255 ' +
    '192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255 ' +
    '224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255 168.63.129.16 100.100.100.200 192.0.0.192 169.254.170.2';
  for (const text of publicNeighbours.split(' '))
    assert.equal(isPublicAddress(parseAddress(text)!), true, text);
  for (const text of refused.split(' ')) assert.equal(isPublicAddress(parseAddress(text)!), false, text);
});

test('only global unicast IPv6 outside the carve-outs is public', () => {
  const allowed =
    '2606:4700:4700::1111 2001:4860:4860::8888 2001:200:: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db9:: ' +
    '2003::1 2000:: 3fff:1000:: 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff 2001:4860::1:5efe:808:808';
  const refused =
    ':: ::1 ::127.0.0.1 ::a9fe:a9fe ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::a9fe:a9fe 64:ff9c::1 ' +
    '100::1 1fff:ffff::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:1ff:ffff::1 2001:db8::1 ' +
    '2002:808:808::1 2620:4f:8000::1 3fff::1 3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 ' +
    'fe80::1 fe80::5efe:7f00:1 febf:ffff::1 fec0::1 ff02::1 2001:4860::5efe:a9fe:a9fe 2001:4860::200:5efe:808:808 ' +
    '::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::ffff:10.0.0.1';
  for (const text of allowed.split(' ')) assert.equal(isPublicAddress(parseAddress(text)!), true, text);
  for (const text of refused.split(' ')) assert.equal(isPublicAddress(parseAddress(text)!), false, text);
  assert.equal(isPublicAddress(parseAddress('::ffff:8.8.8.8')!), true);
});

test('IPv4 verdicts equal those of a BlockList of the registry over random and boundary addresses', () => {
  const list = new BlockList();
  const registry = [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.31.196.0', 24],
    ['192.52.193.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['192.175.48.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ] as const;
  for (const [base, bits] of registry) list.addSubnet(base, bits, 'ipv4');
  list.addAddress('168.63.129.16');
  const nearBoundary = fc
    .tuple(fc.constantFrom(...registry), fc.boolean(), fc.integer({ min: -3, max: 3 }))
    .map(([[base, bits], atEnd, offset]) => {
      const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
      return (start + (atEnd ? 2 ** (32 - bits) : 0) + offset + 2 ** 32) % 2 ** 32;
    });
  fc.assert(
    fc.property(fc.oneof(fc.nat(2 ** 32 - 1), nearBoundary), (value) => {
      const text = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
      assert.equal(isPublicAddress(parseAddress(text)!), !list.check(text, 'ipv4'), text);
    }),
    { numRuns },
  );
});

/** A second classifier written from the RFC texts over one big integer, sharing no code with the first. */
function textbookIsPublicIpv6(value: bigint): boolean {
  const top = (bits: number) => value >> BigInt(128 - bits);
  if (top(96) === 0xffffn) throw new Error('mapped addresses are judged as IPv4');
  if (top(3) !== 0b001n) return false;
  if (top(16) === 0x2001n && ((value >> 96n) & 0xffffn) < 0x200n) return false;
  if (top(32) === 0x20010db8n || top(16) === 0x2002n || top(48) === 0x2620004f8000n) return false;
  if (top(20) === 0x3fff0n) return false;
  const interfaceTop = (value >> 32n) & 0xffffffffn;
  return interfaceTop !== 0x5efen && interfaceTop !== 0x02005efen;
}

test('IPv6 verdicts equal those of a textbook classifier on big integers', () => {
  const prefixes = [
    0x2001n,
    0x2002n,
    0x3fffn,
    0x2620n,
    0x2606n,
    0x64n,
    0xfe80n,
    0xfd00n,
    0n,
    0x2000n,
    0x3ffen,
  ];
  const second = [0n, 0xdb8n, 0x1ffn, 0x200n, 0x4fn, 0x4860n, 0x0fffn, 0x1000n];
  const chosen = fc
    .tuple(
      fc.constantFrom(...prefixes),
      fc.oneof(fc.constantFrom(...second), fc.bigInt(0n, 0xffffn)),
      fc.constantFrom(0n, 0x8000n, 1n),
      fc.constantFrom(0n, 0x5efen, 0x02005efen, 0x5eff0000n, 0x01005efen),
      fc.bigInt(0n, 0xffffffffn),
    )
    .map(([a, b, c, d, e]) => (a << 112n) | (b << 96n) | (c << 80n) | (d << 32n) | e);
  fc.assert(
    fc.property(fc.oneof(chosen, fc.bigInt(0n, 2n ** 128n - 1n)), (value) => {
      const hex = value.toString(16).padStart(32, '0');
      const text = hex.match(/.{4}/g)!.join(':');
      const address = parseAddress(text)!;
      if (isIpv4(address)) return;
      assert.equal(isPublicAddress(address), textbookIsPublicIpv6(value), text);
    }),
    { numRuns },
  );
});

test('the address reader takes exactly the texts that Node calls addresses, and formatting brings them back', () => {
  const piece = fc.constantFrom(
    '0',
    '00',
    '1',
    'ffff',
    'a9fe',
    '255',
    '256',
    '01',
    ':',
    '::',
    '.',
    '127.0.0.1',
    'g',
    '%1',
  );
  const soup = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.oneof(soup, fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
      const address = parseAddress(text);
      const expected = isIPv4(text) || (isIPv6(text) && !text.includes('%'));
      assert.equal(address !== undefined, expected, text);
      if (address) assert.ok(sameAddress(parseAddress(formatAddress(address))!, address), text);
    }),
    { numRuns },
  );
});

test('ranges are read strictly and match exactly their block', () => {
  const [ten, local, one] = parseRanges('10.0.0.0/8, fd00::/8 ,203.0.113.7');
  assert.ok(inRange(parseAddress('10.255.255.255')!, ten!) && !inRange(parseAddress('11.0.0.0')!, ten!));
  assert.ok(inRange(parseAddress('::ffff:10.1.2.3')!, ten!));
  assert.ok(inRange(parseAddress('fdff::1')!, local!) && !inRange(parseAddress('fe00::')!, local!));
  assert.ok(inRange(parseAddress('203.0.113.7')!, one!) && !inRange(parseAddress('203.0.113.6')!, one!));
  assert.deepEqual(parseRanges(' '), []);
  for (const bad of [
    '10.0.0.1/8',
    '10/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '::/129',
    '1.2.3.4/8/8',
    'localhost',
    'fd00::1/8',
  ]) {
    assert.throws(() => parseRange(bad), RangeError, bad);
  }
});

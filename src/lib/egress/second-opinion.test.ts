import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from './address.ts';
import { type Chance, chanceOf } from './chance.test.kit.ts';
import { createGuard, type VettedTarget } from './guard.ts';
import { EgressRefused } from './refusal.ts';
import { secondOpinion, writeGroups } from './second-opinion.test.kit.ts';

const runs = process.env.PLANTAIN_PROOFS === 'full' ? 1_200_000 : 20_000;

const edges4 = (
  '0.0.0.0 1.0.0.0 10.0.0.0 11.0.0.0 100.64.0.0 100.128.0.0 127.0.0.0 128.0.0.0 169.254.0.0 169.255.0.0 172.16.0.0 ' +
  '172.32.0.0 192.0.0.0 192.0.1.0 192.0.2.0 192.0.3.0 192.31.196.0 192.52.193.0 192.88.99.0 192.168.0.0 192.169.0.0 ' +
  '192.175.48.0 198.18.0.0 198.20.0.0 198.51.100.0 203.0.113.0 203.0.114.0 224.0.0.0 240.0.0.0 168.63.129.16 8.8.8.8'
)
  .split(' ')
  .map((text) => text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0));
const prefixes6 = (
  '0000 0001 0064ff9b 0100 1fff 2000 20010000 200101ff 20010200 20010db7 20010db8 20010db9 2001ffff 2002 2003 ' +
  '2620004f8000 2620004f8001 26064700 3ffe 3fff0000 3fff0fff 3fff1000 4000 5f00 fc00 fd00 fe80 fec0 ff02 ' +
  '00000000000000000000ffff 0000000000000000ffff0000 2001486000000000000005efe'
).split(' ');
const names = (
  'good.test a.b.c.example localhost.good.test metadata metadata.google.internal x.local host.docker.internal ' +
  'kubernetes.default.svc a_b.test xn--bcher-kva.test -a.test a-.test a..test .test test. 1.test test.1x 0x.test ' +
  'a.0x1 1e3.test router.home.arpa x.onion b.alt a.localhost GOOD.Test'
).split(' ');
const mischief = [
  ...[
    '/',
    '//',
    '\\',
    '@',
    ':',
    '?',
    '#',
    '%',
    '.',
    '..',
    '[',
    ']',
    ' ',
    '\t',
    '\n',
    '\0',
    '%2e',
    '%00',
    '%40',
    ':80',
  ],
  ...[
    ':443',
    ':22',
    ':080',
    ':',
    '①',
    '。',
    '．',
    '｡',
    '\u00ad',
    '\u200b',
    '\u2060',
    '\ufeff',
    'é',
    'ß',
    '٣',
    '\ud800',
    '0',
    '0x',
    '-',
  ],
  ...['http://', 'a'.repeat(64), 'b.'.repeat(130), 'c'.repeat(2_040)],
];

function ipv4Text({ next, below, pick }: Chance): string {
  const value = next() < 0.5 ? (pick(edges4) + below(5) - 2 + 2 ** 32) % 2 ** 32 : below(2 ** 32);
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
  const write = (number: number) =>
    pick([String, String, (n: number) => `0x${n.toString(16)}`, (n: number) => `0${n.toString(8)}`])(number);
  if (next() < 0.6) return bytes.join('.');
  return pick([
    () => write(value),
    () => bytes.map(write).join('.'),
    () => `${write(bytes[0] as number)}.${write(value % 2 ** 24)}`,
    () => `${bytes.join('.')}.`,
    () => `[::ffff:${bytes.join('.')}]`,
    () => `[${writeGroups(0xffffn * 2n ** 32n + BigInt(value))}]`,
  ])();
}

function ipv6Text({ next, below, pick }: Chance): string {
  let hex = pick(prefixes6);
  const isSparse = next() < 0.5;
  while (hex.length < 32) hex += isSparse && next() < 0.9 ? '0' : below(16).toString(16);
  if (next() < 0.1) hex = `${hex.slice(0, 16)}${pick(['00005efe', '02005efe', '00005eff'])}${hex.slice(24)}`;
  const value = BigInt(`0x${hex.slice(0, 32)}`);
  const canonical = writeGroups(value);
  if (next() < 0.7) return `[${next() < 0.1 ? canonical.toUpperCase() : canonical}]`;
  const groups = hex.slice(0, 32).match(/.{4}/g) as string[];
  return pick([
    () => `[${groups.join(':')}]`,
    () => `[${groups.map((group) => group.replace(/^0{1,3}/, '')).join(':')}]`,
    () => `[${canonical}%25lo]`,
    () => canonical,
  ])();
}

function urlText(chance: Chance): string {
  const { next, below, pick } = chance;
  const host = pick([ipv4Text, ipv6Text, () => pick(names)])(chance);
  const scheme = pick([
    'http://',
    'http://',
    'https://',
    'https://',
    'HTTP://',
    'http:/',
    'ftp://',
    '//',
    '',
  ]);
  const port = next() < 0.7 ? '' : pick([':80', ':443', ':8080', ':0', ':', ':00443', ':65536', ':22']);
  let text = `${scheme}${host}${port}${pick(['', '/', '/a.png?b=c#d', '?x', '#y', '/@b', '/%0d%0a'])}`;
  for (let left = next() < 0.5 ? 0 : 1 + below(3); left > 0; left -= 1) {
    const at = below(text.length + 1);
    text = text.slice(0, at) + (next() < 0.6 ? pick(mischief) : '') + text.slice(at + below(2));
  }
  return text;
}

const numberOf = (address: string) => {
  const hex = Buffer.from(parseAddress(address) as Uint8Array).toString('hex');
  return BigInt(`0x${hex.startsWith(`${'0'.repeat(20)}ffff`) ? hex.slice(24) : hex}`);
};

test(`the guard and a second, separately written judge agree on ${runs} generated URLs`, async () => {
  const seed = Number(process.env.PLANTAIN_FUZZ_SEED ?? Date.now() % 2 ** 32);
  const chance = chanceOf(seed);
  const guard = createGuard({ ownAddresses: () => [], resolve: async () => ['93.184.215.14'] });
  const counts = { refused: 0, names: 0, addresses: 0 };
  for (let run = 0; run < runs; run += 1) {
    const text = urlText(chance);
    // Whether a damaged Punycode label still decodes is for IDNA to say, and there is one IDNA here: Node's.
    if (/xn--(?!bcher-kva\b)/i.test(text)) continue;
    const opinion = secondOpinion(text);
    const target: VettedTarget | undefined = await guard.vet(text).catch((error: unknown) => {
      assert.ok(error instanceof EgressRefused, `${JSON.stringify(text)}: ${(error as Error).stack}`);
      return undefined;
    });
    const said = `seed ${seed}, run ${run}, ${JSON.stringify(text)}`;
    assert.equal(target?.url.hostname, opinion?.host, said);
    if (opinion === undefined) counts.refused += 1;
    else if (opinion.address === undefined) counts.names += 1;
    else {
      counts.addresses += 1;
      assert.equal(numberOf(target?.addresses[0] as string), opinion.address, said);
    }
  }
  // Both verdicts, and both kinds of host, have to be common, or agreement would prove little.
  for (const [kind, count] of Object.entries(counts))
    assert.ok(count > runs / 30, `${kind}: ${count} of ${runs}`);
});

/** IPv4 addresses no untrusted request may reach, one of every kind. */
export const forbiddenIpv4 = [
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '169.254.169.254',
  '169.254.170.2',
  '168.63.129.16',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '192.88.99.1',
  '240.0.0.1',
] as const;

/** The same for IPv6, where no IPv4 address hides inside. */
export const forbiddenIpv6 = [
  '::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fc00::1',
  'fec0::1',
  '100::1',
  '2001:db8::1',
  '2001:2::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
] as const;

/** Every way to write an IPv4 address as the host of a URL that some parser has taken for it. */
export function hostForms(ipv4: string): string[] {
  const bytes = ipv4.split('.').map(Number) as [number, number, number, number];
  const [a, b, c, d] = bytes;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (value: number, width = 2) => value.toString(16).padStart(width, '0');
  const high = `${hex(a)}${hex(b)}`;
  const low = `${hex(c)}${hex(d)}`;
  const digits = (map: (digit: string) => string) => ipv4.replace(/\d/g, map);
  return [
    ipv4,
    `${ipv4}.`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    String(whole),
    `0x${hex(whole, 8)}`,
    `0X${hex(whole, 8).toUpperCase()}`,
    `0${whole.toString(8)}`,
    bytes.map((byte) => `0x${hex(byte)}`).join('.'),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    bytes.map((byte) => String(byte).padStart(4, '0')).join('.'),
    `0x${hex(a)}.${b}.0${c.toString(8)}.${d}`,
    `${a}.0x${hex(b)}.${c * 256 + d}`,
    ...embedded(ipv4, high, low),
    digits((digit) => String.fromCodePoint(digit === '0' ? 0x24ea : 0x245f + Number(digit))),
    digits((digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ipv4.replaceAll('.', '。'),
    ipv4.replaceAll('.', '．'),
    digits((digit) => `%3${digit}`),
    ipv4.replaceAll('.', '%2e'),
    `good.test@${ipv4}`,
    `${ipv4}\\@good.test`,
    `${ipv4}%00.good.test`,
    `${ipv4}\t`,
    `${ipv4}:80`,
    `${ipv4}:443`,
    `${ipv4}:6379`,
    `${ipv4}:0080`,
  ];
}

/** IPv6 addresses that carry an IPv4 address to which a translator or the kernel would connect. */
function embedded(ipv4: string, high: string, low: string): string[] {
  const flipped = (text: string) => (Number.parseInt(text, 16) ^ 0xffff).toString(16);
  return [
    `[::ffff:${ipv4}]`,
    `[::ffff:${high}:${low}]`,
    `[::FFFF:${high.toUpperCase()}:${low}]`,
    `[0:0:0:0:0:ffff:${high}:${low}]`,
    `[0000:0000:0000:0000:0000:ffff:${high}:${low}]`,
    `[::${ipv4}]`,
    `[::${high}:${low}]`,
    `[::ffff:0:${high}:${low}]`,
    `[64:ff9b::${high}:${low}]`,
    `[64:ff9b:1::${high}:${low}]`,
    `[2002:${high}:${low}::1]`,
    `[2001:0:4136:e378:8000:63bf:${flipped(high)}:${flipped(low)}]`,
    `[fe80::5efe:${high}:${low}]`,
    `[2001:4860::5efe:${high}:${low}]`,
    `[2001:4860::200:5efe:${high}:${low}]`,
  ];
}

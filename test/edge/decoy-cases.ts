import { refusedByText } from '../../src/lib/egress/hostile-urls.test.kit.ts';
import { forbiddenIpv4, forbiddenIpv6, hostForms } from './address-forms.ts';
import type { DnsAnswer } from './fake-dns.ts';

/** The one public address of the run; `good.test` leads there. */
export const goodAddress = '93.184.215.14';

const host = (address: string) => (address.includes(':') ? `[${address}]` : address);
const nameOf = (address: string) => Buffer.from(address).toString('hex');

/** `HEX.addr.test` has the address of those bytes, `HEX.mixed.test` a good one too, `HEX.rebind.test` first a good one. */
export function lookUp(name: string, turn: number): DnsAnswer {
  const [label = '', ...rest] = name.split('.');
  const address = Buffer.from(label.split('x')[0] as string, 'hex').toString();
  if (name === 'good.test') return [goodAddress];
  if (name === 'servfail.test') return 'servfail';
  switch (rest.join('.')) {
    case 'addr.test':
      return [address];
    case 'mixed.test':
      return [goodAddress, address];
    case 'rebind.test':
      return [turn === 0 ? goodAddress : address];
    default:
      return 'nxdomain';
  }
}

export const literalAddresses = [...forbiddenIpv4, ...forbiddenIpv6];
/** What the name server may say. */
export const resolvedAddresses = [
  ...literalAddresses,
  ...forbiddenIpv4.map((address) => `::ffff:${address}`),
];

/** Spellings of forbidden addresses and the listed hostile URLs: any may be refused, none may connect. */
export const hostileForms: readonly string[] = [
  ...forbiddenIpv4.flatMap((address) => hostForms(address)),
  ...forbiddenIpv6.map(host),
]
  .map((form) => `http://${form}/latest/meta-data/`)
  .concat(Object.values(refusedByText).flat());

const viaRedirect = (url: string) => `http://good.test/?to=${encodeURIComponent(url)}`;

export const redirectedForms = hostileForms.map(viaRedirect).filter((url) => url.length <= 2_048);

/**
 * Well-formed URLs of targets that are open, closed, unknown to the DNS, or reached by a redirect or a name: the
 * answers to all of them must be the same. `ownPort` is where the gateway itself listens.
 */
export const alikeUrls = (ownPort: string): string[] => [
  ...literalAddresses.map((address) => `http://${host(address)}/`),
  ...['http://10.0.0.1:81/', 'http://10.0.0.1:80/', 'http://127.0.0.1:6379/', 'http://good.test:22/'],
  ...['127.0.0.1', 'localhost'].map((name) => `http://${name}:${ownPort}/self-canary`),
  ...resolvedAddresses.map((address) => `http://${nameOf(address)}.addr.test/`),
  ...resolvedAddresses.map((address) => `http://${nameOf(address)}.mixed.test/`),
  ...resolvedAddresses.map((address) => viaRedirect(`http://${host(address)}/`)),
  ...resolvedAddresses.map((address) => viaRedirect(`http://${nameOf(address)}.addr.test/`)),
  ...['http://servfail.test/', 'http://nowhere.test/', 'http://metadata.google.internal/'],
  ...['file:///etc/passwd', '//127.0.0.1', 'http://good@127.0.0.1/', 'gopher://127.0.0.1/'].map(viaRedirect),
];

/** Names whose second answer is a forbidden address; `round` makes them new ones. */
export const rebindingUrls = (round: number) =>
  resolvedAddresses.map((address) => `http://${nameOf(address)}x${round}.rebind.test/`);

/** Accepted when a task is created, refused when its callback is sent. */
export const callbackNames = resolvedAddresses.flatMap((address) => [
  `https://${nameOf(address)}.addr.test/`,
  `https://${nameOf(address)}.mixed.test/`,
]);

export const callbackLiterals = literalAddresses.map((address) => `https://${host(address)}/`);

/** Fields that have led gateways to send their credentials elsewhere (reliability S-160). */
export const steeringFields = {
  api_base: 'http://10.0.0.1/',
  base_url: 'http://10.0.0.1/',
  endpoint: 'http://10.0.0.1/',
  proxy: 'http://10.0.0.1/',
  extra_headers: { 'x-forwarded-host': '10.0.0.1' },
  extra_body: { api_base: 'http://10.0.0.1/' },
  webhook_secret: 'x',
  channel: 'http://10.0.0.1/',
};

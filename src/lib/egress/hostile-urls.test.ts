import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard } from './guard.ts';
import { EgressRefused, refusalMessage } from './refusal.ts';

const soft = String.fromCharCode(0xad);
const zeroWidth = String.fromCharCode(0x200b);

/** reliability §2.4, rows S-001 to S-143: verdict V0, refused before the DNS is asked. */
const refusedByText: Record<string, string[]> = {
  'S-001…004 loopback': [
    'http://127.0.0.1/',
    'http://127.127.127.127/',
    'http://127.0.0.0/',
    'http://127.255.255.255/',
  ],
  'S-005…008 local names': [
    'http://localhost/',
    'http://LOCALHOST./',
    'http://localhost.localdomain/',
    'http://ip6-localhost/',
  ],
  'S-009…012 zero and short': ['http://0/', 'http://0.0.0.0/', 'http://0.1.2.3/', 'http://127.1/'],
  'S-013…017 number forms': [
    'http://2130706433/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://0x7f000001/',
    'http://127.0x0.0.1/',
  ],
  'S-018…020 octal look-alikes': ['http://0127.0.0.1/', 'http://o177.0.0.1/', 'http://0o177.0.0.1/'],
  'S-021…025 IPv6 loopback': [
    'http://[::1]/',
    'http://[::]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[0000::1]/',
    'http://[::1%25lo]/',
  ],
  'S-026…030 mapped': [
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'http://[::fFFf:127.0.0.1]/',
  ],
  'S-031…033 compatible': [
    'http://[::127.0.0.1]/',
    'http://[::a9fe:a9fe]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[::ffff:0:7f00:1]/',
    'http://[::7f00:1]/',
  ],
  'S-034…038 NAT64': [
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[64:ff9b::808:808]/',
    'http://[64:ff9b:1::a9fe:a9fe]/',
    'http://[64:ff9c::1]/',
  ],
  'S-039…041 6to4': ['http://[2002:7f00:1::]/', 'http://[2002:a9fe:a9fe::]/', 'http://[2002:808:808::1]/'],
  'S-042…044 Teredo, ISATAP': [
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'http://[fe80::5efe:7f00:1]/',
    'http://[2001:4860::5efe:a9fe:a9fe]/',
  ],
  'S-045…050 local IPv6': [
    'http://[fe80::1]/',
    'http://[febf:ffff::1]/',
    'http://[fec0::1]/',
    'http://[fc00::1]/',
    'http://[fd7a:115c:a1e0::1]/',
    'http://[ff02::1]/',
  ],
  'S-051…055 special IPv6': [
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
    'http://[5f00::1]/',
    'http://[100::1]/',
    'http://[2001:2::1]/',
  ],
  'S-056…060 metadata': [
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
  ],
  'S-061…066 other clouds': [
    'http://[fd00:ec2::254]/',
    'http://[fd20:ce::254]/',
    'http://192.0.0.192/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://169.254.170.2/',
  ],
  'S-067…072 private': [
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://100.127.255.254/',
  ],
  'S-077…085 special IPv4': [
    'http://192.0.2.1/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://198.18.0.1/',
    'http://192.88.99.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://224.0.0.1/',
    'http://239.255.255.250/',
  ],
  'S-086…090 unicode': [
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://127．0．0．1/',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
    `http://loc${soft}alhost/`,
  ],
  'S-091…093 percent': [
    'http://%31%32%37.0.0.1/',
    'http://127%2e0%2e0%2e1/',
    'http://localhost%E2%80%8B/',
    `http://localhost${zeroWidth}/`,
  ],
  'S-094…100 authority tricks': [
    'http://1.1.1.1@127.0.0.1/',
    'http://127.0.0.1:80@example.com/',
    'http://user:pw@good.test/',
    'http://@good.test/',
    'http://127.0.0.1\\@good.test/',
    'http://good.test\\@127.0.0.1/',
    'http://127.1.1.1:80\\@@127.2.2.2:80/',
    'http://1.1.1.1 &@2.2.2.2# @3.3.3.3/',
  ],
  'S-102…108 slashes and white space': [
    'http:127.0.0.1/',
    'http:/127.0.0.1/',
    'http:\\\\127.0.0.1/',
    'http:///127.0.0.1/',
    '//127.0.0.1/',
    '\thttp://good.test/',
    'ht\ntp://good.test/',
    ' http://good.test/',
    'http://good.test/ ',
    'http:good.test/',
    'http:///good.test/',
  ],
  'S-109…111 control characters': [
    'http://127.0.0.1%00.good.test/',
    'http://good.test%0d%0aHost:x/',
    'http://good.test/a\r\nX: y',
    'http://good.test/\u0000',
    'http://good.test/\u0085',
  ],
  'S-113…121 schemes': [
    'file:///etc/passwd',
    'ftp://good.test/',
    'gopher://127.0.0.1:6379/_',
    'dict://good.test/',
    'sftp://good.test/',
    'tftp://good.test/',
    'ldap://good.test/',
    'jar:http://127.0.0.1!/',
    'netdoc:///etc/passwd',
  ],
  'S-122…126 schemes without host': [
    'data:image/png;base64,iVBORw0KGgo=',
    'blob:https://good.test/1',
    'javascript:alert(1)',
    'ws://good.test/',
    'about:blank',
    '',
  ],
  'S-128…134 ports': [0, 22, 25, 6379, 2375, 9200, 65536].map((port) => `http://good.test:${port}/`),
  'port spellings': ['http://good.test:/', 'http://good.test:080/', 'https://good.test:0443/'],
  'S-135…140 names': [
    'http://metadata/',
    'http://instance-data/',
    'http://metadata.google.internal/',
    'http://kubernetes.default.svc/',
    'http://host.docker.internal/',
    'http://x.local/',
    'http://good.test./',
    'http://a.localhost/',
    'http://router.home.arpa/',
  ],
  'S-141…143 lengths': [
    `http://good.test/${'a'.repeat(2_049 - 17)}`,
    `http://${'a'.repeat(64)}.test/`,
    `http://${'a.'.repeat(125)}test/`,
  ],
  'names no DNS holds': [
    'http://a..b.test/',
    'http://!$&.test/',
    'http://-a.test/',
    'http://a-.test/',
    'http://.test/',
    'http://b\u00fccher.test/',
  ],
};

for (const [row, urls] of Object.entries(refusedByText)) {
  test(`${row}: refused without asking the DNS, with the one public message`, async () => {
    for (const url of urls) {
      const asked: string[] = [];
      const guard = createGuard({
        resolve: async (name) => {
          asked.push(name);
          return ['93.184.215.14'];
        },
      });
      await assert.rejects(
        guard.vet(url),
        (error: unknown) => error instanceof EgressRefused && error.message === refusalMessage,
        url,
      );
      assert.deepEqual(asked, [], url);
    }
  });
}

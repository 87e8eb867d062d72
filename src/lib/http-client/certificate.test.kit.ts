import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingProgram } from '../../../test/services/required-program.ts';

/** For `skip`: Node cannot make certificates. */
export const withoutOpenssl = missingProgram('openssl');

/** A certificate for a name, signed by an authority made for it. */
export function issue(name: string): { key: string; certificate: string; authority: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
  const at = (file: string) => path.join(folder, file);
  const openssl = (...words: string[]) => {
    const { status, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-subj',
    '/CN=ca',
    '-days',
    '2',
  );
  openssl('req', ...newKey, '-keyout', at('key.pem'), '-out', at('csr.pem'), '-subj', `/CN=${name}`);
  writeFileSync(at('ext'), `subjectAltName=DNS:${name}\n`);
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('ext')];
  openssl('x509', '-req', '-in', at('csr.pem'), ...signing, '-days', '2', '-out', at('cert.pem'));
  const [key = '', certificate = '', authority = ''] = ['key.pem', 'cert.pem', 'ca.pem'].map((file) =>
    readFileSync(at(file), 'utf8'),
  );
  rmSync(folder, { recursive: true });
  return { key, certificate, authority };
}

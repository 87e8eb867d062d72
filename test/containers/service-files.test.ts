import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { containerExample } from '../../src/docs-site/pages/service-blocks.ts';
import { environment } from '../../src/environment.ts';
import { repositoryRoot } from '../services/repository-root.ts';
import { missingProgram } from '../services/required-program.ts';

const run = promisify(execFile);
const read = (name: string) => readFileSync(path.join(repositoryRoot(), name), 'utf8');
const drainSeconds = environment.parse({}).PLANTAIN_DRAIN_SECONDS;

const unitFile = path.join(repositoryRoot(), 'deploy/plantain.service');

it('systemd takes the unit as it is, and rates it as well confined', {
  // What it warns of differs by version; CI's is Debian's.
  skip:
    process.env.PLANTAIN_TEST_ALL === '1' ? missingProgram('systemd-analyze') : 'PLANTAIN_TEST_ALL=1 runs it',
}, async () => {
  const { stdout, stderr } = await run('systemd-analyze', ['verify', unitFile]);
  assert.equal(stdout + stderr, '');
  const rated = await run('systemd-analyze', ['security', '--offline=yes', '--threshold=40', unitFile]);
  assert.match(rated.stdout, /exposure level/);
});

it('whatever stops a gateway waits longer than it drains', () => {
  const unit = /^TimeoutStopSec=(\d+)$/m.exec(read('deploy/plantain.service'))?.[1];
  const container = /--stop-timeout (\d+)/.exec(containerExample)?.[1];
  const { services } = parse(read('deploy/compose.yaml'));
  for (const seconds of [unit, container, services.plantain.stop_grace_period.replace(/s$/, '')]) {
    assert.ok(Number(seconds) > drainSeconds, `${seconds} s`);
  }
});

it('the variables of the compose file are settings of the gateway, and what nobody set counts as absent', () => {
  const { services } = parse(read('deploy/compose.yaml'));
  const given: Record<string, string> = { POSTGRES_PASSWORD: 'p', PLANTAIN_MASTER_KEY: 'k'.repeat(44) };
  const env = Object.fromEntries(
    Object.entries<string>(services.plantain.environment).map(([name, text]) => [
      name,
      text.replace(/\$\{(\w+)(?::-([^}]*)|:\?)?\}/g, (_, key, otherwise) => given[key] ?? otherwise ?? ''),
    ]),
  );
  for (const name of Object.keys(env)) assert.ok(name in environment.shape, name);
  const config = readConfig(env);
  assert.equal(config.adminToken, undefined);
  assert.equal(config.geminiApiKey, undefined);
  assert.equal(config.databaseUrl, 'postgres://plantain:p@postgres/plantain');
});

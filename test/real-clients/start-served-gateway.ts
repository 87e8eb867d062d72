import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { runCommand, startProcess } from '../gateway/process.test.kit.ts';

export interface ServedGateway {
  readonly origin: string;
  /** From the banner of the first start: works against the built-in sandbox. */
  readonly testKey: string;
  /** Works against `upstream`. */
  readonly liveKey: string;
  /** The Google of the live channel: it records what reaches it. */
  readonly upstream: Emulator;
  close(): Promise<void>;
}

/** `plantain serve` in a process and a folder of its own, started for the first time, with a live channel besides. */
export async function startServedGateway(): Promise<ServedGateway> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-clients-'));
  const upstream = await startEmulator({ port: 0 });
  const channels = path.join(folder, 'channels.yaml');
  await writeFile(
    channels,
    [
      'channels:',
      '  - id: recorded',
      '    provider: gemini-api',
      `    base_url: ${upstream.url}`,
      '    credential: upstream-credential',
      '',
    ].join('\n'),
  );
  const env = {
    PLANTAIN_DATA_DIR: path.join(folder, 'data'),
    PLANTAIN_CONFIG: channels,
    PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8',
    PLANTAIN_LOG_LEVEL: 'error',
  };
  const gateway = await startProcess(env);
  const { output } = await runCommand(['keys', 'create', '--live', '--name', 'clients'], env);
  return {
    origin: gateway.url,
    testKey: keyIn(gateway.output(), /pt_test_[A-Za-z0-9_]+/),
    liveKey: keyIn(output, /pt_live_[A-Za-z0-9_]+/),
    upstream,
    async close() {
      const code = await gateway.end('SIGTERM');
      await upstream.close();
      await rm(folder, { recursive: true, force: true });
      assert.equal(code, 0, `the gateway ended with ${code}:\n${gateway.output()}`);
    },
  };
}

function keyIn(output: string, form: RegExp): string {
  const key = form.exec(output)?.[0];
  if (!key) throw new Error(`there is no key in:\n${output}`);
  return key;
}

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
  /** Runs a `plantain` command on its data; resolves with what it printed. */
  command(args: readonly string[]): Promise<string>;
  /** Upstream calls, generations and dollars that a call of a client with the live key came to. */
  costOf(call: () => Promise<unknown>): Promise<{ calls: number; generations: number; chargedUsd: number }>;
  close(): Promise<void>;
}

/** `plantain serve` in a process and a folder of its own, started for the first time, with a live channel besides. */
export async function startServedGateway(settings: Record<string, string> = {}): Promise<ServedGateway> {
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
    ...settings,
  };
  const gateway = await startProcess(env);
  const command = async (args: readonly string[]) => {
    const { code, output } = await runCommand(args, env);
    assert.equal(code, 0, output);
    return output;
  };
  const liveKey = keyIn(await command(['keys', 'create', '--live', '--name', 'clients']));
  const generations = async () => {
    const headers = { authorization: `Bearer ${liveKey}` };
    const answer = await fetch(`${gateway.url}/v1/generations?limit=100`, { headers });
    const { data } = (await answer.json()) as { data: { id: string; cost: { charged_usd: string } }[] };
    return data;
  };
  return {
    origin: gateway.url,
    testKey: keyIn(gateway.output()),
    liveKey,
    upstream,
    command,
    async costOf(call) {
      const callsBefore = upstream.requests.length;
      const known = new Set((await generations()).map(({ id }) => id));
      await call();
      const made = (await generations()).filter(({ id }) => !known.has(id));
      return {
        calls: upstream.requests.length - callsBefore,
        generations: made.length,
        chargedUsd: made.reduce((sum, { cost }) => sum + Number(cost.charged_usd), 0),
      };
    },
    async close() {
      const code = await gateway.end('SIGTERM');
      await upstream.close();
      await rm(folder, { recursive: true, force: true });
      assert.equal(code, 0, `the gateway ended with ${code}:\n${gateway.output()}`);
    },
  };
}

/** The API key a command printed. */
export function keyIn(output: string): string {
  const key = /pt_(?:test|live)_[A-Za-z0-9_]+/.exec(output)?.[0];
  if (!key) throw new Error(`there is no key in:\n${output}`);
  return key;
}

// Writes docs/recordings/generate.txt from a real run: a gateway is started, two pictures are drawn, and
// `plantain generate` makes a third one with both as references. `--check` compares instead.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { keepRecording, program } from './keep-recording.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'plantain-recording-'));
const env = { PATH: process.env.PATH, PORT: '0', PLANTAIN_DATA_DIR: path.join(folder, 'data') };
const gateway = spawn(process.execPath, [program, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const banner = await new Promise((resolve, reject) => {
  let text = '';
  gateway.stdout.on('data', (data) => {
    text += data;
    if (/PLANTAIN_KEY=pt_\w+/.test(text)) resolve(text);
  });
  gateway.once('exit', (code) => reject(new Error(`plantain serve ended with ${code}: ${text}`)));
});
const remote = {
  ...process.env,
  PLANTAIN_URL: /listens on (http:\S+)/.exec(banner)[1],
  PLANTAIN_KEY: /PLANTAIN_KEY=(pt_\w+)/.exec(banner)[1],
};

for (const [name, background] of Object.entries({ table: '#40e0d0', plantain: '#ffe135' })) {
  await sharp({ create: { width: 512, height: 512, channels: 3, background } })
    .png()
    .toFile(path.join(folder, `${name}.png`));
}

const commands = [
  'plantain quote --size 1K',
  'plantain generate "the fruit of the second picture on the table of the first" -r table.png -r plantain.png --ratio 16:9 --out pictures',
  'plantain tasks list --limit 1',
];
const lines = [];
for (const command of commands) {
  const line = command.replace(/^plantain/, `"${process.execPath}" "${program}"`);
  // One pipe for both outputs keeps their order.
  const { stdout, status } = spawnSync('sh', ['-c', `(${line}) 2>&1`], {
    cwd: folder,
    env: remote,
    encoding: 'utf8',
  });
  lines.push(`$ ${command}`, stdout.trimEnd(), '');
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}`);
}
const ended = once(gateway, 'exit');
gateway.kill('SIGTERM');
await ended;

keepRecording('generate', 'record-generate.mjs', lines, ', sandbox');
rmSync(folder, { recursive: true, force: true });

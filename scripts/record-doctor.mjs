// Writes docs/recordings/doctor.txt from real runs: `plantain doctor` on five set-ups that are broken on purpose.
// `--check` compares instead.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { keepRecording, program } from './keep-recording.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'plantain-doctor-'));
writeFileSync(path.join(folder, 'a-file'), '');
writeFileSync(
  path.join(folder, 'channels.yaml'),
  'channels:\n  - id: google\n    provider: gemini-api\n    credential: $GEMINI_KEY_OF_LAST_YEAR\n',
);
const other = http.createServer((_request, response) => response.writeHead(404).end());
await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
const takenPort = String(other.address().port);
const gone = http.createServer();
await new Promise((resolve) => gone.listen(0, '127.0.0.1', resolve));
const closedPort = String(gone.address().port);
await new Promise((resolve) => gone.close(resolve));
/** The ports of an ordinary machine in place of the free ones of this run. */
const withPorts = (text) => text.replaceAll(takenPort, '4000').replaceAll(closedPort, '8080');

const setups = [
  ['the data folder is a file', { PLANTAIN_DATA_DIR: './a-file' }],
  ['another program listens on the port', { PORT: takenPort }],
  ['a channel names a key that is not set', { PLANTAIN_CONFIG: './channels.yaml' }],
  ['the database is away', { DATABASE_URL: `postgres://plantain:secret@127.0.0.1:${closedPort}/plantain` }],
  [
    'the public URL leads elsewhere and Redis is away',
    { PLANTAIN_PUBLIC_URL: `http://127.0.0.1:${closedPort}`, REDIS_URL: `redis://127.0.0.1:${closedPort}` },
  ],
];
const lines = [];
for (const [title, settings] of setups) {
  const env = { PATH: process.env.PATH, PORT: '0', PLANTAIN_DATA_DIR: './data', ...settings };
  const { stdout, status } = spawnSync('sh', ['-c', `("${process.execPath}" "${program}" doctor) 2>&1`], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status === 0) throw new Error(`the doctor found nothing where ${title}: ${stdout}`);
  const typed = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  lines.push(`# ${title}`, withPorts(`$ ${typed.join(' ')} plantain doctor`));
  lines.push(withPorts(stdout.replaceAll(folder, '~/plantain')).trimEnd(), `(ended with ${status})`, '');
}
other.close();
rmSync(folder, { recursive: true, force: true });
keepRecording('doctor', 'record-doctor.mjs', lines);

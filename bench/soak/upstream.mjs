import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../start-program.mjs';

const program = fileURLToPath(new URL('../stub-upstream.mjs', import.meta.url));

/** The stub, which can die and come back at the same address, and hang. */
export async function startUpstream(folder) {
  let port = 0;
  let stub;
  async function start() {
    stub = await startProgram({
      command: process.execPath,
      args: [program, String(port)],
      logFile: path.join(folder, 'stub.log'),
      ready: /listening on (\d+)/,
    });
    port = Number(stub.match[1]);
  }
  await start();
  return {
    origin: `http://127.0.0.1:${port}`,
    kill: () => process.kill(stub.pid, 'SIGKILL'),
    start,
    hang: () => process.kill(stub.pid, 'SIGSTOP'),
    goOn: () => process.kill(stub.pid, 'SIGCONT'),
  };
}

// node test/services/run-with.mjs postgres s3 redis -- command …
// Starts what is named, runs the command with the variables set, stops everything, and ends with its exit code.
import { spawn } from 'node:child_process';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { startSwift } from './swift.mjs';

const starters = { postgres: startPostgres, redis: startRedis, s3: startSwift };

const separator = process.argv.indexOf('--');
const names = process.argv.slice(2, separator);
const [command, ...args] = separator < 0 ? [] : process.argv.slice(separator + 1);
const unknown = names.find((name) => !(name in starters));
if (!command || unknown) {
  if (unknown) console.error(`run-with: unknown service ${unknown}`);
  console.error(`usage: node test/services/run-with.mjs [${Object.keys(starters).join(' ')}] -- command …`);
  process.exit(2);
}

const services = [];
let child;
// The command gets the signal and decides how to end; the services are stopped after it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal));

let exitCode = 1;
try {
  const env = { ...process.env };
  for (const name of names) {
    const service = await starters[name]();
    services.push(service);
    Object.assign(env, service.env);
  }
  exitCode = await new Promise((resolve, reject) => {
    child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
} catch (error) {
  console.error(`run-with: ${error.message}`);
} finally {
  await Promise.allSettled(services.map((service) => service.stop()));
}
process.exitCode = exitCode;

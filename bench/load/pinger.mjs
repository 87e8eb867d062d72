// Asks `GET /healthz` every 50 ms on a connection of its own and keeps the waiting times; a program of its own
// so that the load's work does not count as the gateway's. Ends when its input does, and then tells what it saw.
import { performance } from 'node:perf_hooks';
import { Connection } from './connection.mjs';

const port = Number(process.argv[2]);
const pauseMs = 50;
const request = Buffer.from('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
const waitsMs = [];
let failures = 0;
let ending = false;

process.stdin.resume();
process.stdin.on('end', () => {
  ending = true;
});
console.log('pinging');
let connection = new Connection(port);
while (!ending) {
  const sentAt = performance.now();
  try {
    const answer = await connection.send(request);
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    waitsMs.push(performance.now() - sentAt);
  } catch {
    failures += 1;
    connection.close();
    connection = new Connection(port);
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - (performance.now() - sentAt))));
}
console.log(JSON.stringify({ waitsMs, failures }));
process.exit(0);

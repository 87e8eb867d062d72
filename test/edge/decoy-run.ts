import { getServers } from 'node:dns';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startGateway } from '../gateway/gateway.test.kit.ts';
import { isFull } from '../money/figure.test.kit.ts';
import { attemptedCallbacks } from './attempted-callbacks.ts';
import * as given from './decoy-cases.ts';
import { claimAllAddresses, openDecoys } from './decoys.ts';
import { callbackPaths, type EntryPath, entryPaths, type Target } from './entry-paths.ts';
import { serveDns } from './fake-dns.ts';
import { relayResults } from './relay-results.ts';

/** What a run in the namespace found; printed as one line of JSON. */
export interface DecoyReport {
  /** Of the forbidden addresses, those that a program without guard reached here. */
  readonly reachable: number;
  readonly forbidden: number;
  readonly forms: number;
  readonly cases: number;
  /** Requests at the good host, results handed out by the upstream, callbacks tried: what proves that it was tried. */
  readonly good: number;
  readonly relayed: number;
  readonly callbacks: number;
  /** Connections to a forbidden address. */
  readonly accepted: readonly string[];
  /** Requests of the gateway to itself. */
  readonly selfCalls: number;
  /** By entry path, the different answers to targets that must not be told apart. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

const counted = { cases: 0, good: 0 };
const answers: Record<string, Set<string>> = {};

claimAllAddresses();
const decoys = await openDecoys(given.goodAddress, greet);
for (const server of getServers()) {
  const { hostname, port } = new URL(`dns://${/^[^[].*:.*:/.test(server) ? `[${server}]` : server}`);
  await serveDns(hostname.replace(/^\[|\]$/g, ''), Number(port || 53), given.lookUp);
}
let reachable = 0;
for (const address of given.resolvedAddresses) reachable += Number(await reaches(address));
const reachedBefore = decoys.accepted.length;

// Neither may be used for anything: a proxy would be asked by name, which no guard sees.
for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) {
  process.env[name] = 'http://10.0.0.1:8080';
}
const env = {
  PLANTAIN_REFERENCE_ALLOW: '',
  PLANTAIN_REQUESTS_PER_MINUTE: '10000000',
  PLANTAIN_READS_PER_MINUTE: '10000000',
};
const gateway = await startGateway({ env });
const alike = given.alikeUrls(new URL(gateway.url).port);

for (const path of entryPaths) {
  await sendAll(path, few(alike, 40), noted(path.name));
  await sendAll(path, few([...given.hostileForms, ...given.redirectedForms], 60));
}
// Between judging and connecting the name server changes its mind.
for (const [round, path] of entryPaths.entries()) await sendAll(path, few(given.rebindingUrls(round), 4));

// A callback's URL is judged when it is given, and what its name leads to when it is sent.
const names = few(given.callbackNames, 12);
for (const path of callbackPaths) {
  await sendAll(path, few(given.callbackLiterals, 8), noted(path.name));
  await sendAll(path, few(given.hostileForms, 40));
  await sendAll(path, names);
}
const attempts = await attemptedCallbacks(gateway, names.length * callbackPaths.length);
answers['callback attempts'] = new Set(attempts);
for (const path of [...entryPaths, ...callbackPaths]) {
  await path.send(gateway, 'https://good.test/', given.steeringFields);
}
const selfCalls = gateway.logText().split('"/self-canary"').length - 1;
await gateway.close();

const results = few([...alike, ...given.hostileForms], 60);
const relayed = await relayResults(env, results);
counted.cases += relayed.asked;

const report: DecoyReport = {
  reachable,
  forbidden: given.resolvedAddresses.length,
  forms: given.hostileForms.length,
  ...counted,
  relayed: relayed.answered,
  callbacks: attempts.length,
  accepted: decoys.accepted.slice(reachedBefore),
  selfCalls,
  answers: Object.fromEntries(Object.entries(answers).map(([name, found]) => [name, [...found]])),
};
console.log(JSON.stringify(report));
process.exit(0);

/** The good host redirects to what the query says. Raw, because a server of Node writes no such header; TLS is cut off. */
function greet(socket: Socket): void {
  socket.once('data', (head) => {
    if (head[0] === 0x16) return void socket.destroy();
    counted.good += 1;
    const path = /^GET (\S+)/.exec(head.toString())?.[1] ?? '/';
    const target = new URL(path, 'http://good.test').searchParams.get('to');
    const line = target === null ? '404 Not Found' : `302 Found\r\nlocation: ${target}\r\nset-cookie: a=b`;
    socket.end(`HTTP/1.1 ${line}\r\ncontent-length: 0\r\n\r\n`);
  });
}

/** Every item in a full run, else about `quick` of them, spread over the list. */
function few<Item>(items: readonly Item[], quick: number): readonly Item[] {
  const step = isFull ? 1 : Math.ceil(items.length / quick);
  return items.filter((_, index) => index % step === 0);
}

function noted(name: string): Set<string> {
  answers[name] ??= new Set();
  return answers[name];
}

async function sendAll(path: EntryPath, urls: readonly string[], note?: Set<string>): Promise<void> {
  const queue = [...urls];
  const target: Target = gateway;
  const send = async () => {
    for (let url = queue.pop(); url !== undefined; url = queue.pop()) {
      counted.cases += 1;
      const answer = await path.send(target, url);
      if (/^5|ECONN|ENOTFOUND/.test(answer))
        throw new Error(`${path.name} ${JSON.stringify(url)}: ${answer}`);
      note?.add(answer);
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
}

async function reaches(address: string): Promise<boolean> {
  const before = decoys.accepted.length;
  const socket = connect({ host: address.replace('::ffff:', ''), port: 80 });
  await once(socket, 'close').catch(() => undefined);
  return decoys.accepted.length > before;
}

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export type DnsAnswer = readonly string[] | 'nxdomain' | 'servfail' | 'silent';

/** What a name server says: A and AAAA records of both families in one list; `turn` counts questions of the name. */
export type DnsTable = (name: string, turn: number) => DnsAnswer;

const typeA = 1;
const typeAaaa = 28;

/** A name server on UDP, for questions of type A and AAAA. */
export async function serveDns(address: string, port: number, table: DnsTable) {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const turns = new Map<string, number>();
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    // A and AAAA are asked side by side; both belong to one turn.
    const counted = `${name}/${type}`;
    const turn = turns.get(counted) ?? 0;
    turns.set(counted, turn + 1);
    const answer = table(name, turn);
    if (answer !== 'silent') socket.send(writeAnswer(query, end, type, answer), from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => socket.close() };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function writeAnswer(query: Buffer, end: number, type: number, answer: Exclude<DnsAnswer, 'silent'>): Buffer {
  const failure = answer === 'nxdomain' ? 3 : answer === 'servfail' ? 2 : 0;
  const wanted = typeof answer === 'string' ? [] : answer.filter((text) => typeOf(text) === type);
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180 | failure, 2);
  head.writeUInt16BE(wanted.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...wanted.map(record)]);
}

const typeOf = (address: string) => (address.includes(':') ? typeAaaa : typeA);

/** A record for the name of the question, to be kept for no time at all. */
function record(address: string): Buffer {
  const data = Buffer.from(address.includes(':') ? ipv6Bytes(address) : address.split('.').map(Number));
  const head = Buffer.from([0xc0, 12, 0, typeOf(address), 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([head, data]);
}

function ipv6Bytes(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}

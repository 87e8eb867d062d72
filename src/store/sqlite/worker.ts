// The thread that owns the SQLite file: a slow disk stops this thread, never the one that serves requests.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type PackedError, packError } from '../packed-error.ts';
import { findUnit, knownUnit } from '../unit.ts';
import { createCommits, type FoundCall, readTogether } from './commit-together.ts';
import type { Answer, Call, Report, Request, WorkerSettings } from './messages.ts';
import { type Connections, openConnections } from './open-connections.ts';

/** Bounds how long a read waits behind a burst of writes, and the first write of a burst for its commit. */
const unitsPerCommitMax = 256;

interface Parts extends Pick<Connections, 'reader' | 'writer'> {
  readonly commitTogether: ReturnType<typeof createCommits>;
}

const port = parentPort!;
const waiting: Call[] = [];
let closing = false;
let working = false;

try {
  const connections = await openConnections(workerData as WorkerSettings);
  report({ opened: connections.migrateInfo });
  const parts = { ...connections, commitTogether: createCommits(connections.writer) };
  port.on('message', (request: Request) => {
    take(request);
    if (!working) void work(parts);
  });
} catch (error) {
  report({ refused: packError(error) });
}

function take(request: Request): void {
  if (request === 'close') closing = true;
  else waiting.push(...request);
}

async function work({ reader, writer, commitTogether }: Parts): Promise<void> {
  working = true;
  for (;;) {
    // Takes what arrived during the last commit without waiting for the event loop to turn.
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message);
    if (waiting.length === 0) break;
    const { found, lost } = await findUnits(waiting.splice(0, unitsPerCommitMax));
    if (lost.length > 0) report({ answers: lost, committedWrites: 0 });
    const reads = found.filter((call) => call.kind === 'read');
    if (reads.length > 0) report({ answers: await readTogether(reader, reads), committedWrites: 0 });
    const writes = found.filter((call) => call.kind === 'write');
    if (writes.length > 0) {
      const answers = await commitTogether(writes);
      report({ answers, committedWrites: answers.filter((answer) => 'output' in answer).length });
    }
  }
  working = false;
  if (!closing) return;
  reader.close();
  writer.close();
  port.close();
}

/** Modules are imported before the transaction begins, since importing makes the event loop turn. */
async function findUnits(calls: readonly Call[]): Promise<{ found: FoundCall[]; lost: Answer[] }> {
  const found: FoundCall[] = [];
  const lost: Answer[] = [];
  for (const call of calls) {
    try {
      const unit = knownUnit(call.module, call.name) ?? (await findUnit(call.module, call.name));
      found.push({ unit, ...call });
    } catch (error) {
      lost.push({ id: call.id, error: packError(error) });
    }
  }
  return { found, lost };
}

function report(message: Report): void {
  try {
    port.postMessage(message);
  } catch (error) {
    if (!('answers' in message)) throw error;
    // One unit returned what cannot be cloned (a function, say); the others shall not suffer for it.
    const packed = packError(error);
    const answers = message.answers.map((answer) => cloneableAnswer(answer, packed));
    port.postMessage({ ...message, answers } satisfies Report);
  }
}

function cloneableAnswer(answer: Answer, packed: PackedError): Answer {
  try {
    return structuredClone(answer);
  } catch {
    return { id: answer.id, error: packed };
  }
}

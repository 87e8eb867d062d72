import { setTimeout as sleep } from 'node:timers/promises';
import { sizes } from '../picture.mjs';

const model = 'nano-banana-2';
const pollMs = 1_000;
/** Longer than a task may take. */
const taskMs = 16 * 60_000;

/** Requests of many kinds at a steady rate, and what became of them. */
export function createTraffic({ origin, key, rate, receiver }) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const counts = { answered: 0, failed: 0, unexpected: 0, accepted: 0, ended: 0, abandoned: 0 };
  const underWay = new Set();
  let firstUnexpected;
  let wish = '';
  let areFailuresExpected = false;
  let isStopped = false;

  const prompt = (sizeBytes) => `A plantain. size=${sizeBytes} ${wish}`;
  const post = (path, body, signal = null) =>
    fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  const image = (fields) => post('/v1/images/generations', { model, prompt: prompt(sizes.small), ...fields });

  const kinds = [
    [40, () => drained(image({}))],
    [10, () => drained(image({ response_format: 'b64_json' }))],
    [4, () => drained(image({ prompt: prompt(sizes.medium) }))],
    [
      10,
      () =>
        drained(
          post(`/v1beta/models/${model}:generateContent`, {
            contents: [{ parts: [{ text: prompt(sizes.small) }] }],
          }),
        ),
    ],
    [26, task],
    [5, () => drained(fetch(`${origin}/v1/generations?limit=50`, { headers }))],
    [5, () => drained(fetch(`${origin}/v1/usage?group_by=day,model`, { headers }))],
  ];
  const whole = kinds.reduce((sum, [weight]) => sum + weight, 0);

  function drawn(at) {
    let end = 0;
    return kinds.findIndex(([weight]) => {
      end += weight;
      return at < end;
    });
  }

  /** Handed in, asked for every second until it has ended; how it ended is no failure of the gateway's. */
  async function task() {
    const body = { model, prompt: prompt(sizes.small), callback_url: receiver.url, wait: 0 };
    const answer = await post('/v1/generations', body);
    const { id } = await read(answer);
    counts.accepted += 1;
    const giveUpAt = Date.now() + taskMs;
    while (Date.now() < giveUpAt) {
      await sleep(pollMs);
      const { status } = await read(await fetch(`${origin}/v1/generations/${id}`, { headers }));
      if (status !== 'queued' && status !== 'running') {
        counts.ended += 1;
        return;
      }
    }
    throw new Error(`the task ${id} did not end`);
  }

  async function send() {
    const [, kind] = kinds[drawn(Math.random() * whole)];
    const isExpectedAtStart = areFailuresExpected;
    try {
      await kind();
      counts.answered += 1;
    } catch (error) {
      counts.failed += 1;
      if (isExpectedAtStart || areFailuresExpected) return;
      counts.unexpected += 1;
      firstUnexpected ??= `${error.message} ${error.cause ?? ''}`;
    }
  }

  const keep = (work) => {
    underWay.add(work);
    work.finally(() => underWay.delete(work));
  };
  const pace = (async () => {
    while (!isStopped) {
      keep(send());
      await sleep(1_000 / rate);
    }
  })();

  return {
    figures: () => ({ ...counts, open: counts.accepted - counts.ended, firstUnexpected }),
    expectFailures(does) {
      areFailuresExpected = does;
    },
    /** Every prompt asks the upstream for something for a while. */
    async wishFor(text, durationMs) {
      wish = text;
      await sleep(durationMs);
      wish = '';
    },
    /** Clients that hang up while their picture is made or sent. */
    async abandon(clients) {
      await Promise.all(
        Array.from({ length: clients }, async (_, index) => {
          const body = { model, prompt: `${prompt(sizes.medium)} delay=500`, response_format: 'b64_json' };
          await post('/v1/images/generations', body, AbortSignal.timeout(100 + index * 40))
            .then((answer) => answer.arrayBuffer())
            .catch(() => undefined);
          counts.abandoned += 1;
        }),
      );
    },
    async stop() {
      isStopped = true;
      await pace;
      await Promise.all(underWay);
    },
  };
}

async function drained(request) {
  const answer = await request;
  const { byteLength } = await answer.arrayBuffer();
  if (answer.status !== 200 || byteLength === 0) throw new Error(`${answer.url}: ${answer.status}`);
}

async function read(answer) {
  const text = await answer.text();
  if (answer.status >= 300) throw new Error(`${answer.url}: ${answer.status} ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

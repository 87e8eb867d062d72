import type {
  Generation,
  GenerationCreate,
  GenerationList,
  ModelList,
  Quote,
  QuoteCreate,
  Upload,
  Usage,
} from './api-types.ts';
import { causeOf } from './cause-of.ts';
import { gatewayUrl } from './gateway-url.ts';
import { type InlineOrder, inlineRequest } from './inline-request.ts';
import type { Outgoing, RequestOptions } from './outgoing.ts';
import { PlantainError } from './plantain-error.ts';
import { readGenerationId, readJson } from './read-answer.ts';
import { readEvents } from './read-events.ts';
import { type Connection, sendRequest } from './send-request.ts';
import { sleep } from './wait-before.ts';

export interface PlantainOptions {
  /** Origin of the gateway, like `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly key: string;
  readonly fetch?: typeof fetch;
  /** Tries after the first one, where a retry helps. Default: 4. */
  readonly maxRetries?: number;
  readonly sleep?: Connection['sleep'];
}

export interface ListOptions extends RequestOptions {
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
  readonly status?: Generation['status'];
  /** Only those accepted from then on. */
  readonly from?: Date;
  /** Only those accepted before. */
  readonly to?: Date;
}

export type PlantainClient = ReturnType<typeof createPlantain>;

const isEnded = ({ status }: Generation) => status !== 'queued' && status !== 'running';

/**
 * A client of one gateway and key. Throws a TypeError for a URL that is none, and for a key that
 * is none. Every method throws a
 * PlantainError for what the gateway refuses.
 */
export function createPlantain(options: PlantainOptions) {
  // A variable that is not set, in programs that are not type-checked.
  if (!options.key)
    throw new TypeError('key takes an API key of the gateway, like pt_live_…; there is none.');
  // Told by fetch in each request, like a gateway that does not answer.
  if (!/^[\x21-\x7e]+$/.test(options.key)) {
    throw new TypeError('key takes an API key of the gateway, like pt_live_…; no key has such characters.');
  }
  const connection: Connection = {
    url: gatewayUrl(options.url),
    key: options.key,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    maxRetries: options.maxRetries ?? 4,
    sleep: options.sleep ?? sleep,
  };
  const json = <Answer>(outgoing: Outgoing) => sendRequest(connection, outgoing, readJson<Answer>);
  const get = (id: string, { signal }: RequestOptions = {}) =>
    json<Generation>({ method: 'GET', path: generationPath(id), generationId: id, signal });

  /** Accepts a generation; ended already if `order.wait` sufficed. */
  const create = (order: GenerationCreate, request: RequestOptions = {}) =>
    json<Generation>({ method: 'POST', path: '/v1/generations', body: order, isCreate: true, ...request });

  /** The generation now and after each change, until it has ended. A lost connection is taken up again. */
  async function* events(id: string, { signal }: RequestOptions = {}): AsyncGenerator<Generation> {
    for (let lost = 0; ; lost += 1) {
      const path = `${generationPath(id)}/events`;
      const accept = 'text/event-stream';
      const outgoing: Outgoing = { method: 'GET', path, accept, generationId: id, signal };
      const answer = await sendRequest(connection, outgoing, async (begun) => begun);
      try {
        for await (const data of readEvents(answer.body as ReadableStream<Uint8Array>)) {
          const generation = JSON.parse(data) as Generation;
          yield generation;
          if (isEnded(generation)) return;
        }
      } catch (cause) {
        signal?.throwIfAborted();
        if (lost >= connection.maxRetries) throw lostConnection(connection.url, id, cause);
      }
      await connection.sleep(500, signal);
    }
  }

  /** Resolves when the generation has ended, however it did. */
  async function wait(id: string, request: RequestOptions = {}): Promise<Generation> {
    for await (const generation of events(id, request)) if (isEnded(generation)) return generation;
    return get(id, request);
  }

  return {
    create,
    get,
    events,
    wait,
    /** Creates and waits; throws a PlantainError when the generation fails. */
    async generate(order: GenerationCreate, request: RequestOptions = {}): Promise<Generation> {
      const created = await create(order, request);
      return succeeded(isEnded(created) ? created : await wait(created.id, request));
    },
    /** Leaves a picture with the gateway for 48 hours; its `url` is a reference of `create`. At most 20 MiB. */
    upload: (bytes: Uint8Array, { signal }: RequestOptions = {}) =>
      json<Upload>({ method: 'POST', path: '/v1/files/uploads', bytes, signal }),
    /** One image from pictures sent as bytes. */
    async generateInline(order: InlineOrder, request: RequestOptions = {}): Promise<Generation> {
      const { path, body } = inlineRequest(order);
      const outgoing: Outgoing = { method: 'POST', path, body, isCreate: true, ...request };
      const id = await sendRequest(connection, outgoing, readGenerationId);
      return succeeded(await wait(id, request));
    },
    list({ limit, after, status, from, to, signal }: ListOptions = {}): Promise<GenerationList> {
      const period = { from: from?.toISOString(), to: to?.toISOString() };
      const given = Object.entries({ limit, after, status, ...period }).filter(
        ([, value]) => value !== undefined,
      );
      const query = new URLSearchParams(
        Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
      );
      return json({ method: 'GET', path: `/v1/generations?${query}`, signal });
    },
    /** Possible until the generation goes upstream. */
    cancel: (id: string, { signal }: RequestOptions = {}) =>
      json<Generation>({ method: 'POST', path: `${generationPath(id)}/cancel`, generationId: id, signal }),
    /** Before they expire, of a generation that has ended; its receipt and its charge stay. */
    deleteImages: (id: string, { signal }: RequestOptions = {}) =>
      json<Generation>({ method: 'DELETE', path: `${generationPath(id)}/images`, generationId: id, signal }),
    /** The most a request can cost, without running it. */
    quote: (order: QuoteCreate, { signal }: RequestOptions = {}) =>
      json<Quote>({ method: 'POST', path: '/v1/generations/quote', body: order, signal }),
    models: ({ signal }: RequestOptions = {}) =>
      json<ModelList>({ method: 'GET', path: '/v1/models', signal }),
    usage: (query: Readonly<Record<string, string>> = {}, { signal }: RequestOptions = {}) =>
      json<Usage>({ method: 'GET', path: `/v1/usage?${new URLSearchParams(query)}`, signal }),
  };
}

const generationPath = (id: string) => `/v1/generations/${encodeURIComponent(id)}`;

function succeeded(generation: Generation): Generation {
  if (generation.status === 'succeeded') return generation;
  const { code, message } = generation.error ?? { code: generation.status, message: 'It was cancelled.' };
  throw new PlantainError(message, { status: undefined, code, generationId: generation.id });
}

const lostConnection = (url: string, generationId: string, cause: unknown) =>
  new PlantainError(`The connection to ${url} was lost (${causeOf(cause)}).`, {
    status: undefined,
    code: 'connection',
    generationId,
    cause,
  });

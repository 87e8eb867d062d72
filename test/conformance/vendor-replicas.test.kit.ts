import { randomBytes } from 'node:crypto';
import { serve, type TestServer } from './relay.test.kit.ts';

/** What a replica was asked for, in the emulator's words. */
interface Wish {
  readonly prompt: string;
  readonly aspectRatio?: string | undefined;
  readonly imageSize?: string | undefined;
  readonly references: readonly string[];
}

/** The vendor's refusal of a request it takes no task of. */
export interface Refused {
  readonly status: number;
  readonly json: unknown;
}

type Json = Record<string, unknown>;

/** A vendor's gateway as its documents describe it: strict, with an emulator behind it. */
export interface VendorReplica {
  readonly url: string;
  readonly key: string;
  /** Requests for a picture that were taken. */
  taken(): number;
  close(): void;
}

interface Contract {
  /** Reads a request for a picture; undefined for a path that is none. */
  create(path: string, body: Json): Wish | Refused | undefined;
  /** The answer to it, once the picture is made or refused by the model; for tasks, at once. */
  created(id: string, ended: Promise<Ended>): Promise<Json>;
  /** The state of a task; undefined for a path that is none. */
  status?(path: string, find: (id: string) => Progress | undefined): Json | undefined;
}

type Ended = { readonly url: string } | { readonly blocked: true };

interface Progress {
  /** How often it was asked for, from 1. */
  readonly questions: number;
  readonly id: string;
  readonly ended: Ended | undefined;
}

const refused = (status: number, json: unknown): Refused => ({ status, json });

function unknownNames(object: Json, known: readonly string[]): string[] {
  return Object.keys(object).filter((name) => !known.includes(name));
}

/** Contracts §1.4–§1.7: own fields beside OpenAI's; the picture is in the answer. */
const crazyrouter: Contract = {
  create(path, body) {
    if (path !== '/v1/images/generations') return undefined;
    const known = ['model', 'prompt', 'image_input', 'resolution', 'aspect_ratio', 'output_format', 'n'];
    const [unknown] = unknownNames(body, [...known, 'output_compression']);
    const references = (body.image_input ?? []) as string[];
    const error = (message: string, code = 'invalid_request') =>
      refused(400, { error: { message: `${message} (request id: 2026)`, type: 'new_api_error', code } });
    if (unknown) return error(`${unknown} is not supported`);
    if (body.model !== 'nano-banana-2') return error('not supported model for image generation');
    if (references.some((url) => !/^https?:/.test(url))) return error('data: is not supported');
    if (body.resolution === '0.5K') return error('resolution must be 1K, 2K or 4K');
    return {
      prompt: body.prompt as string,
      aspectRatio: body.aspect_ratio as string | undefined,
      imageSize: body.resolution as string | undefined,
      references,
    };
  },
  async created(_id, ended) {
    const end = await ended;
    if ('blocked' in end) {
      const error = { message: 'blocked (request id: 2026)', type: 'new_api_error', code: 'prompt_blocked' };
      return { error };
    }
    return { created: 1_774_885_716, data: [{ url: end.url }] };
  },
};

/** Contracts §2.3–§2.5: parameters wrapped, nothing unknown, three states, an integer as the code of a failure. */
const vtrix: Contract = {
  create(path, body) {
    if (path !== '/model/v1/generation') return undefined;
    const params = ((body.input as Json[] | undefined)?.[0]?.params ?? {}) as Json;
    const known = ['prompt', 'image_urls', 'aspect_ratio', 'resolution', 'response_modalities'];
    const [unknown] = [...unknownNames(body, ['model', 'input']), ...unknownNames(params, known)];
    const references = (params.image_urls ?? []) as string[];
    if (unknown) return refused(400, { message: `${unknown}: additional properties are not allowed` });
    if (body.model !== 'nano_banana_2') return refused(404, { status: { code: 404, message: 'no model' } });
    if (references.length > 3) return refused(400, { message: 'image_urls: at most 3' });
    return {
      prompt: params.prompt as string,
      aspectRatio: params.aspect_ratio as string | undefined,
      imageSize: params.resolution as string | undefined,
      references,
    };
  },
  created: (id) => Promise.resolve({ id, status: 'in_progress', model: 'nano_banana_2' }),
  status(path, find) {
    const task = find(/^\/model\/v1\/generation\/task\/(\w+)$/.exec(path)?.[1] ?? '');
    if (!task) return undefined;
    const about = { id: task.id, model: 'nano_banana_2', created_at: 1_774_885_716 };
    if (!task.ended || task.questions < 3) return { ...about, status: 'in_progress', progress: 0.4 };
    if ('blocked' in task.ended) {
      const error = { code: 5_001_095, error_message: 'content was blocked by the safety policy' };
      return { ...about, status: 'failed', error };
    }
    const content = [{ type: 'image', url: task.ended.url, jobId: 'j1', img_id: 7 }];
    const usage = { prompt_tokens: 12, completion_tokens: 1120, total_tokens: 1132 };
    return { ...about, status: 'completed', output: [{ content }], usage, metadata: {} };
  },
};

/** Contracts §3.2–§3.4, the newer page: ratio and size required, an envelope, results as JSON in a string. */
const apixo: Contract = {
  create(path, body) {
    const model = /^\/api\/v1\/generateTask\/(.+)$/.exec(path)?.[1];
    if (!model) return undefined;
    const input = (body.input ?? {}) as Json;
    const invalid = (error: string) =>
      refused(400, { code: 400, message: 'Invalid request', data: { error } });
    if (model !== 'nano-banana-2') return refused(404, { code: 404, message: 'Unknown model', data: null });
    for (const name of ['mode', 'prompt', 'aspect_ratio', 'resolution']) {
      if (!input[name]) return invalid(`Missing required field: input.${name}`);
    }
    const references = (input.image_urls ?? []) as string[];
    if ((input.mode === 'image-to-image') !== references.length > 0) return invalid('input.mode');
    if (!['1K', '2K', '4K'].includes(input.resolution as string)) return invalid('input.resolution');
    return {
      prompt: input.prompt as string,
      aspectRatio: input.aspect_ratio === 'auto' ? undefined : (input.aspect_ratio as string),
      imageSize: input.resolution as string,
      references,
    };
  },
  created: (id) => Promise.resolve({ code: 200, message: 'success', data: { taskId: id } }),
  status(path, find) {
    const task = find(/^\/api\/v1\/statusTask\/nano-banana-2\?taskId=(\w+)$/.exec(path)?.[1] ?? '');
    if (!task) return undefined;
    const answer = (data: Json) => ({ code: 200, message: 'success', data: { taskId: task.id, ...data } });
    const createTime = 1_767_965_610_929;
    if (!task.ended || task.questions < 3) {
      return answer({ state: task.questions < 2 ? 'pending' : 'processing', createTime });
    }
    if ('blocked' in task.ended) {
      const failMsg = 'Content violates usage policy';
      return answer({ state: 'failed', failCode: 'SensitiveContentDetected', failMsg, createTime });
    }
    return answer({
      state: 'success',
      resultJson: JSON.stringify({ resultUrls: [task.ended.url] }),
      createTime,
      completeTime: createTime + 12_500,
    });
  },
};

const contracts = { crazyrouter, vtrix, apixo };
export type Vendor = keyof typeof contracts;

/** Serves a vendor's contract; pictures come from the emulator at `emulatorUrl` and are served elsewhere, as a CDN does. */
export async function startReplica(vendor: Vendor, emulatorUrl: string): Promise<VendorReplica> {
  const contract: Contract = contracts[vendor];
  const key = `sk-${vendor}-canary`;
  const pictures = new Map<string, Buffer>();
  const tasks = new Map<string, { questions: number; id: string; ended: Ended | undefined }>();
  let taken = 0;
  const files: TestServer = await serve((request, response) => {
    const picture = pictures.get(request.url ?? '');
    if (picture) response.end(picture);
    else response.writeHead(404).end();
  });
  const make = async (wish: Wish): Promise<Ended> => {
    const picture = await draw(emulatorUrl, wish);
    if (!picture) return { blocked: true };
    const name = `/${randomBytes(8).toString('hex')}.jpeg`;
    pictures.set(name, picture);
    return { url: files.url + name };
  };
  const server = await serve(async (request, response, body) => {
    const send = (status: number, json: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (request.headers.authorization !== `Bearer ${key}`) return send(401, { error: 'invalid_api_key' });
    const path = request.url ?? '';
    if (request.method === 'GET') {
      const json = contract.status?.(path, (id) => {
        const task = tasks.get(id);
        if (task) task.questions += 1;
        return task;
      });
      return send(json ? 200 : 404, json ?? { code: 404, message: 'no such task' });
    }
    const wish = contract.create(path, JSON.parse(body.toString()) as Json);
    if (!wish) return send(404, { error: 'no such path' });
    if ('status' in wish) return send(wish.status, wish.json);
    taken += 1;
    const id = randomBytes(10).toString('hex');
    const task = { id, questions: 0, ended: undefined as Ended | undefined };
    tasks.set(id, task);
    const ended = make(wish).then((end) => {
      task.ended = end;
      return end;
    });
    const json = await contract.created(id, ended);
    return send('error' in json ? 400 : 200, json);
  });
  return {
    url: server.url,
    key,
    taken: () => taken,
    close() {
      server.close();
      files.close();
    },
  };
}

/** Undefined when the model refused. */
async function draw(emulatorUrl: string, wish: Wish): Promise<Buffer | undefined> {
  const images = await Promise.all(
    wish.references.map(async (url) => {
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      return { inlineData: { mimeType: 'image/jpeg', data: bytes.toString('base64') } };
    }),
  );
  const { aspectRatio, imageSize } = wish;
  const response = await fetch(`${emulatorUrl}/v1beta/models/gemini-3.1-flash-image:generateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'emulated', 'content-type': 'application/json' },
    body: JSON.stringify({
      contents: [{ role: 'user', parts: [...images, { text: wish.prompt }] }],
      generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio, imageSize } },
    }),
  });
  const json = (await response.json()) as {
    candidates?: { content?: { parts?: { inlineData?: { data: string } }[] } }[];
  };
  const data = json.candidates?.[0]?.content?.parts?.find((part) => part.inlineData)?.inlineData?.data;
  return data === undefined ? undefined : Buffer.from(data, 'base64');
}

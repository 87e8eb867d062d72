import { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import type { WireAnswer } from '../../generation/wire-answer.ts';
import { editOrGenerate } from './generate.ts';
import { invalidParams, jsonParts, rpcError, rpcResultParts, type ToolCall } from './json-rpc.ts';
import { listModels, quotePrice } from './prices.ts';
import { refusedResult } from './refused-result.ts';
import { fetchedResult, type ToolResult, textResult } from './results.ts';
import {
  cancelArguments,
  editArguments,
  fetchArguments,
  generateArguments,
  listArguments,
  quoteArguments,
  waitArguments,
} from './tools.ts';
import { waitForEnd } from './wait.ts';

const callParams = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  _meta: z.object({ progressToken: z.union([z.string(), z.number()]).optional() }).optional(),
});

type Tool = (input: RouteInput, call: ToolCall) => Promise<ToolResult | WireAnswer>;

const tools: Readonly<Record<string, Tool>> = {
  async generate_image(input, call) {
    const wanted = readArguments(generateArguments, call);
    const waiting = { follow: input.watch(), ...wanted };
    return waitForEnd(input, call, await editOrGenerate(input, wanted, []), waiting);
  },
  async edit_image(input, call) {
    const wanted = readArguments(editArguments, call);
    const waiting = { follow: input.watch(), ...wanted };
    return waitForEnd(input, call, await editOrGenerate(input, wanted, wanted.images), waiting);
  },
  async wait_for_image(input, call) {
    const { id, wait_seconds } = readArguments(waitArguments, call);
    return waitForEnd(input, call, await find(input, id), { follow: input.watch(), wait_seconds });
  },
  async fetch_image(input, call) {
    const { id, number } = readArguments(fetchArguments, call);
    return fetchedResult(await find(input, id), number, input);
  },
  async cancel_image(input, call) {
    const { id } = readArguments(cancelArguments, call);
    await input.cancel(id);
    return textResult(`Generation ${id} is cancelled. Nothing is charged.`, { id, status: 'cancelled' });
  },
  async list_models(input, call) {
    readArguments(listArguments, call);
    return listModels(input);
  },
  quote: async (input, call) => quotePrice(input, readArguments(quoteArguments, call)),
};

/** What goes wrong inside a tool is a tool result: the model reads it and can do better. */
export async function callTool(input: RouteInput, id: string | number, params: unknown): Promise<WireAnswer> {
  const read = callParams.safeParse(params);
  const tool = read.success && Object.hasOwn(tools, read.data.name) ? tools[read.data.name] : undefined;
  if (!read.success || !tool) {
    return rpcError(id, invalidParams, `There is no such tool; these are: ${Object.keys(tools).join(', ')}.`);
  }
  const progressToken = read.data._meta?.progressToken;
  try {
    const done = await tool(input, { id, progressToken, arguments: read.data.arguments });
    return 'status' in done ? done : jsonParts(rpcResultParts(id, done.parts));
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'internal') throw error;
    return jsonParts(rpcResultParts(id, refusedResult(error).parts));
  }
}

const readArguments = <Schema extends z.ZodType>(schema: Schema, call: ToolCall): z.output<Schema> =>
  parseBody(schema, call.arguments);

async function find(input: RouteInput, id: string) {
  const receipt = await input.lookUp(id);
  if (receipt) return receipt;
  throw new Failure('not_found', { message: `There is no generation ${JSON.stringify(id.slice(0, 80))}.` });
}

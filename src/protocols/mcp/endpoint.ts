import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { callTool } from './call-tool.ts';
import { cancelFlight } from './flights.ts';
import {
  invalidRequest,
  methodNotFound,
  type RpcMessage,
  rpcError,
  rpcMessage,
  rpcResult,
} from './json-rpc.ts';
import { toolList } from './tools.ts';

const bodyLimitBytes = 1_048_576;

/** Newest first; a client that asks for another is offered the newest. */
const versions = ['2025-11-25', '2025-06-18', '2025-03-26'];

const instructions =
  'Makes and edits images. generate_image and edit_image answer with the picture, or, when it takes longer, ' +
  'with the id to hand to wait_for_image. list_models tells sizes and prices; quote tells a price beforehand.';

/** `POST /mcp`: one JSON-RPC message, answered as JSON or, where it takes time, as server-sent events. */
export async function receiveMessage(input: RouteInput): Promise<WireAnswer> {
  const asked = input.headers['mcp-protocol-version'];
  if (asked !== undefined && !versions.includes(asked)) {
    const message = `Protocol version ${asked.slice(0, 20)} is not supported; these are: ${versions.join(', ')}.`;
    return rpcError(null, invalidRequest, message, 400);
  }
  const read = rpcMessage.safeParse(await input.json(bodyLimitBytes));
  if (!read.success) {
    return rpcError(null, invalidRequest, 'Send one JSON-RPC 2.0 message per request.', 400);
  }
  const message = read.data;
  if (message.method === undefined) return accepted;
  if (message.id !== undefined) return answerRequest(input, message, message.id);
  if (message.method === 'notifications/cancelled') await cancelFlight(input, message.params?.requestId);
  return accepted;
}

const accepted: WireAnswer = { status: 202, headers: {}, body: [] };

async function answerRequest(
  input: RouteInput,
  { method, params }: RpcMessage,
  id: string | number,
): Promise<WireAnswer> {
  switch (method) {
    case 'initialize':
      return initialize(input, id, params?.protocolVersion);
    case 'ping':
      return rpcResult(id, {});
    case 'tools/list':
      return rpcResult(id, { tools: toolList });
    case 'tools/call':
      return callTool(input, id, params ?? {});
    default:
      return rpcError(
        id,
        methodNotFound,
        `This server has no method ${JSON.stringify(method).slice(0, 100)}.`,
      );
  }
}

/** A session holds nothing but the name by which a later cancellation finds its request. */
function initialize(input: RouteInput, id: string | number, asked: unknown): WireAnswer {
  const result = {
    protocolVersion: versions.find((version) => version === asked) ?? versions[0],
    capabilities: { tools: {} },
    serverInfo: { name: 'plantain', title: 'Plantain image gateway', version: '1' },
    instructions,
  };
  return jsonAnswer(200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': input.requestId });
}

/** This server starts no conversation, so there is nothing to listen to; clients go on without. */
export const refuseListening = (): WireAnswer => ({
  ...rpcError(null, -32000, 'Send messages with POST.', 405),
  headers: { 'content-type': 'application/json; charset=utf-8', allow: 'POST, DELETE' },
});

export const endSession = (): WireAnswer => ({ status: 204, headers: {}, body: [] });

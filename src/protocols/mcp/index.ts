import { plainFailures } from '../../generation/plain-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { docs } from './docs.ts';
import { endSession, receiveMessage, refuseListening } from './endpoint.ts';
import { writeMcpFailure } from './failures.ts';

/** Model Context Protocol over streamable HTTP; `plantain mcp` carries the same messages over stdio. */
export default defineProtocol({
  name: 'mcp',
  title: 'Model Context Protocol',
  prefixes: ['/mcp'],
  routes: [
    {
      method: 'POST',
      path: '/mcp',
      action: 'answer',
      enqueues: true,
      answer: receiveMessage,
      docs: docs.message,
    },
    { method: 'GET', path: '/mcp', action: 'answer', answer: refuseListening, docs: docs.listen },
    { method: 'DELETE', path: '/mcp', action: 'answer', answer: endSession, docs: docs.end },
  ],
  failures: plainFailures,
  writeFailure: writeMcpFailure,
});

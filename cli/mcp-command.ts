import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { Refusal } from '../src/generation/refusal.ts';
import { gatewayAddress, readAddress } from './gateway-address.ts';
import { createMcpBridge } from './mcp-bridge.ts';
import { requireSendable } from './sendable.ts';

/** `plantain mcp`: what an assistant on this machine starts as its MCP server. */
export function mcpCommand(): Command {
  return new Command('mcp')
    .description('Serve the Model Context Protocol over stdio, through a running gateway.')
    .option('--url <url>', 'the gateway (PLANTAIN_URL; without one http://HOST:PORT)')
    .option('--key <key>', 'API key; better as PLANTAIN_KEY, which other users cannot see')
    .action(async ({ url, key: given }: { url?: string; key?: string }) => {
      const key = given ?? process.env.PLANTAIN_KEY;
      if (!key) throw new Refusal('invalid', 'Set PLANTAIN_KEY to a key from "plantain keys create".');
      requireSendable(key, given === undefined ? 'PLANTAIN_KEY' : '--key');
      const bridge = createMcpBridge({
        url: url ? readAddress(url, '--url') : gatewayAddress(),
        key,
        write: (message) => void process.stdout.write(`${message}\n`),
      });
      for await (const line of createInterface({ input: process.stdin })) {
        if (line.trim() !== '') bridge.send(line);
      }
      // Nothing more is asked; what was asked is answered, unless whoever started this ends it.
      await bridge.settled();
    });
}

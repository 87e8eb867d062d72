import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { Refusal } from '../src/generation/refusal.ts';
import { withoutSlash } from '../src/lib/without-slash.ts';
import { createMcpBridge } from './mcp-bridge.ts';

/** `plantain mcp`: what an assistant on this machine starts as its MCP server. */
export function mcpCommand(): Command {
  return new Command('mcp')
    .description('Serve the Model Context Protocol over stdio, through a running gateway.')
    .option('--url <url>', 'the gateway (PLANTAIN_URL)', process.env.PLANTAIN_URL ?? 'http://127.0.0.1:4000')
    .option('--key <key>', 'API key; better as PLANTAIN_KEY, which other users cannot see')
    .action(async ({ url, key = process.env.PLANTAIN_KEY }: { url: string; key?: string }) => {
      if (!key) throw new Refusal('invalid', 'Set PLANTAIN_KEY to a key from "plantain keys create".');
      const bridge = createMcpBridge({
        url: withoutSlash(url),
        key,
        write: (message) => void process.stdout.write(`${message}\n`),
      });
      for await (const line of createInterface({ input: process.stdin })) {
        if (line.trim() !== '') bridge.send(line);
      }
      // Whoever started this has gone; what was accepted goes on at the gateway.
      bridge.close();
    });
}

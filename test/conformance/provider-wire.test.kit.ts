import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { UpstreamModel } from '../../src/generation/model.ts';
import type { ChannelSettings, Provider, ReadyReference } from '../../src/generation/provider.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { createOutbound, type Outbound } from '../../src/lib/outbound.ts';
import { providerWork } from './provider-work.test.kit.ts';
import { serve } from './relay.test.kit.ts';

/** Every choice a provider's settings offer: each value of each enumeration and switch, in all combinations. */
export function settingsVariants(provider: Provider): ChannelSettings[] {
  const { properties = {} } = z.toJSONSchema(provider.settings, { io: 'input' });
  let variants: ChannelSettings[] = [{}];
  for (const [name, schema] of Object.entries(properties)) {
    if (typeof schema === 'boolean') continue;
    const values = schema.enum ?? (schema.type === 'boolean' ? [true, false] : []);
    variants = variants.flatMap((variant) => [
      variant,
      ...values.map((value) => ({ ...variant, [name]: value })),
    ]);
  }
  return variants.filter((variant) => provider.settings.safeParse(variant).success);
}

export interface Wire {
  readonly path: string;
  readonly contentType: string;
  /** Latin-1. */
  readonly body: string;
}

/** Sends requests of providers to a server that notes and refuses them. */
export interface WireRecorder {
  wireOf(
    provider: Provider,
    settings: ChannelSettings,
    model: UpstreamModel,
    request: GenerationRequest,
    references?: readonly ReadyReference[],
  ): Promise<Wire>;
  close(): void;
}

export async function openWireRecorder(): Promise<WireRecorder> {
  let noted: Wire[] = [];
  const server = await serve((request, response, body) => {
    const { url: path = '', headers } = request;
    noted.push({ path, contentType: headers['content-type'] ?? '', body: body.toString('latin1') });
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"noted"}}');
  });
  const outbound: Outbound = createOutbound({ allow: ['127.0.0.0/8'] });
  return {
    async wireOf(provider, settings, model, request, references = []) {
      noted = [];
      const wish = { outbound, baseUrl: server.url, model, settings, request, references };
      await provider.generate(providerWork(provider, wish)).then(
        () => assertNever(),
        () => undefined,
      );
      const [wire] = noted;
      if (!wire || noted.length !== 1) throw new Error(`${provider.name} sent ${noted.length} requests`);
      // A form has a boundary of its own each time.
      const boundary = /boundary=(.+)$/.exec(wire.contentType)?.[1];
      return boundary === undefined
        ? wire
        : {
            ...wire,
            contentType: wire.contentType.replace(boundary, 'B'),
            body: wire.body.replaceAll(boundary, 'B'),
          };
    },
    close() {
      outbound.close();
      server.close();
    },
  };
}

function assertNever(): never {
  throw new Error('the recorder refuses everything');
}

/** A reference in a file of its own, with the URL it came from or without. */
export function referenceFile(folder: string, name: string, source: string): ReadyReference {
  const file = path.join(folder, name);
  const bytes = Buffer.from(`the bytes of ${name} \u00ff\u0000`, 'latin1');
  writeFileSync(file, bytes);
  return { path: file, mediaType: 'image/png', sizeBytes: bytes.length, width: 8, height: 8, source };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

export const adminToken = 'canary-admin-token-of-40-characters-0001';

/** A gateway whose upstream answers every request at once with one small picture. */
export async function startEdgeGateway(env: Record<string, string> = {}): Promise<TestGateway> {
  const png = await sharp({ create: { width: 512, height: 512, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const parts = [{ inlineData: { mimeType: 'image/png', data: png.toString('base64') } }];
  const answer = JSON.stringify({
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }],
  });
  const upstream = createServer((request, response) => {
    const isStream = request.url?.includes('streamGenerateContent') ?? false;
    const isCount = request.url?.includes('countTokens') ?? false;
    request.resume().on('end', () => {
      response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
      response.end(isCount ? '{"totalTokens":1}' : isStream ? `data: ${answer}\r\n\r\n` : answer);
    });
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const gateway = await startGateway({
    env: {
      PLANTAIN_ADMIN_TOKEN: adminToken,
      PLANTAIN_REQUESTS_PER_MINUTE: '10000000',
      PLANTAIN_READS_PER_MINUTE: '10000000',
      PLANTAIN_REFERENCE_ALLOW: '',
      ...env,
    },
    config: {
      channels: (['official', 'value'] as const).map((tier, index) => ({
        id: index === 0 ? 'upstream' : 'upstream-of-value',
        provider: 'gemini-api',
        base_url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
        credential: 'canary-channel-credential',
        tier,
        priority: 1,
        enabled: true,
        settings: {},
        // A random request of the strategy value may hold several.
        capabilities: { several_references: true },
      })),
    },
  });
  return {
    ...gateway,
    async close() {
      await gateway.close();
      upstream.closeAllConnections();
      upstream.close();
    },
  };
}

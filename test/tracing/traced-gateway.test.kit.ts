import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { type RecordingUpstream, recordBefore } from './recording-upstream.test.kit.ts';

export interface TracedGateway extends TestGateway {
  readonly recording: RecordingUpstream;
}

/** A gateway whose live channel is a recording of an emulator. */
export async function startRecordedGateway(): Promise<TracedGateway> {
  const recording = await recordBefore(() => gateway.upstream.url);
  const gateway = await startGateway({
    config: {
      channels: [
        {
          id: 'upstream',
          provider: 'gemini-api',
          base_url: recording.url,
          credential: 'canary-channel-credential',
          tier: 'official',
          priority: 1,
          enabled: true,
          settings: {},
        },
      ],
    },
  });
  return {
    ...gateway,
    recording,
    async close() {
      await gateway.close();
      recording.close();
    },
  };
}

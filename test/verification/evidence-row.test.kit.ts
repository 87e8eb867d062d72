import type { Evidence } from '../../src/verification/evidence-rows.ts';

/** What one cell of a run left, of a check that passed and drew nothing. */
export function evidenceRow(rest: Partial<Evidence>): Evidence {
  return {
    run_id: 'r1',
    case_id: 'nano-banana-2/openai-images/text-to-image',
    channel: 'upstream',
    kind: 'official',
    passed: 1,
    message: null,
    version: 'test',
    effective_model: null,
    request_id: null,
    artifact_url: null,
    width: null,
    height: null,
    media_type: null,
    size_bytes: null,
    charged_micros: null,
    duration_ms: 1,
    checked_at: 1_000,
    ...rest,
  };
}

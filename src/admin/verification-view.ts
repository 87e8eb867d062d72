import type { ArtifactLinks } from '../generation/artifact-links.ts';
import { microsToUsd } from '../generation/price.ts';
import { isoTime } from '../lib/iso-time.ts';
import type { CapabilityRow } from '../verification/capability-table.ts';
import type { Evidence } from '../verification/evidence-rows.ts';
import type { RunPlan } from '../verification/plan-run.ts';
import type { Run } from '../verification/read-runs.ts';

const usd = (micros: number | null) => (micros === null ? null : microsToUsd(micros));

/** What a run would do and cost. */
export const quoteView = ({ requests, quoteMicros, left }: RunPlan) => ({
  object: 'verification_quote',
  requests: requests.length,
  rows: requests.reduce((sum, { cases }) => sum + cases.length, 0),
  quote_usd: microsToUsd(quoteMicros),
  not_checked: left,
});

export const runView = (run: Run) => ({
  object: 'verification_run',
  id: run.id,
  channel: run.channel,
  kind: run.kind,
  reason: run.reason,
  status: run.state,
  scope: JSON.parse(run.scope ?? '{}') as unknown,
  requests: { planned: run.planned, done: run.done },
  rows: { passed: run.passed, failed: run.failed },
  quote_usd: microsToUsd(run.quote_micros),
  cap_usd: usd(run.cap_micros),
  spent_usd: microsToUsd(run.spent_micros),
  started_at: isoTime(run.started_at),
  finished_at: isoTime(run.finished_at),
});

export const rowView = ({ case: row, status, checkedAtMs, message, evidence }: CapabilityRow) => ({
  object: 'capability',
  case: row.id,
  model: row.model,
  contract: row.contract,
  surface: row.surface,
  feature: row.feature,
  label: row.label,
  status,
  checked_at: isoTime(checkedAtMs ?? null),
  message: message ?? null,
  channels: evidence.map(({ channel, kind, passed, checked_at }) => ({
    channel,
    kind,
    passed: passed === 1,
    checked_at: isoTime(checked_at),
  })),
});

export const evidenceView = (entry: Evidence, links: ArtifactLinks) => ({
  object: 'evidence',
  run: entry.run_id,
  case: entry.case_id,
  channel: entry.channel,
  kind: entry.kind,
  passed: entry.passed === 1,
  message: entry.message,
  version: entry.version,
  effective_model: entry.effective_model,
  request_id: entry.request_id,
  artifact_url: entry.artifact_url && links.ofStored(entry.artifact_url),
  image:
    entry.width === null
      ? null
      : {
          width: entry.width,
          height: entry.height,
          media_type: entry.media_type,
          size_bytes: entry.size_bytes,
        },
  charged_usd: usd(entry.charged_micros),
  duration_ms: entry.duration_ms,
  checked_at: isoTime(entry.checked_at),
});

import { aspectRatios } from '../generation/aspect-ratio.ts';
import { limitsOf, type Model } from '../generation/model.ts';
import { resolutions } from '../generation/resolution.ts';
import type { CapabilityRow } from '../verification/capability-table.ts';
import type { ContractFeatures } from '../verification/contract-features.ts';
import { examples } from './examples.ts';
import { type Block, heading, type Page, paragraph } from './page.ts';
import { contractPath, type SiteInput } from './site-input.ts';
import { ago, day } from './status-page.ts';

/** One model on one contract: its capability table, limits and examples. */
export function contractPage(input: SiteInput, model: Model, contract: ContractFeatures): Page {
  const rows = input.table.filter(
    ({ case: row }) => row.model === model.name && row.contract === contract.name,
  );
  return {
    path: contractPath(model.name, contract.name),
    title: `${model.title}: ${contract.title}`,
    summary: `${contract.endpoint.replace('{model}', model.name)}. This page covers only ${model.name} on this contract.`,
    blocks: [
      heading('Limits'),
      limitTable(model, contract),
      heading('Examples'),
      ...examples(model, contract, input.origin),
      heading('Capability status'),
      paragraph(
        'Verified: the newest check passed and is at most seven days old. Beta: not checked here, or too long ago. Failing: the newest check failed.',
      ),
      {
        kind: 'table',
        head: ['Capability', 'Status', 'Checked', 'Notes'],
        rows: [...rows.map((row) => cells(row, input.nowMs)), ...missing(model, contract)],
      },
    ],
  };
}

function cells({ case: row, status, checkedAtMs, message }: CapabilityRow, nowMs: number): string[] {
  const checked = checkedAtMs === undefined ? '' : `${day(checkedAtMs)}, ${ago(checkedAtMs, nowMs)}`;
  const label = row.surface === 'upstream' ? `${row.label} (upstream, direct)` : row.label;
  return [label, status, checked, message ?? ''];
}

/** Sizes and ratios that the family knows and this model has not. */
function missing(model: Model, contract: ContractFeatures): string[][] {
  const limits = limitsOf(model, contract.name);
  return [
    ...resolutions.filter((resolution) => !limits.resolutions.includes(resolution)),
    ...aspectRatios.filter((ratio) => !limits.aspectRatios.includes(ratio)),
  ].map((name) => [name, 'Not supported', '', 'refused with a 400 that names what the model has']);
}

function limitTable(model: Model, contract: ContractFeatures): Block {
  const name = contract.name === 'model-queue' ? 'model-generation' : contract.name;
  const limits = limitsOf(model, name);
  const by = contract.references === 'url' ? 'public URLs of PNG, JPEG or WebP, 30 MiB each' : 'inline';
  return {
    kind: 'table',
    head: ['What', 'Values'],
    rows: [
      ['Model', [model.name, ...model.aliases].join(', ')],
      ['Prompt', `up to ${limits.maxPromptLength} characters`],
      ['References', `0 to ${limits.maxReferences}, ${by}`],
      ['Resolution', limits.resolutions.join(', ')],
      ['Aspect ratio', limits.aspectRatios.join(', ')],
      ['Output format', contract.outputFormats.join(', ') || 'as the model makes it'],
    ],
  };
}

// How long one routing decision takes with many channels. Usage: node bench/routing.mjs [--channels 500] [--decisions 20000]
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createCatalog } from '../dist/src/catalog/catalog.js';
import { shippedModels, shippedUpstreamModels } from '../dist/src/catalog/shipped-models.js';
import { configuredChannels } from '../dist/src/channels/configured-channels.js';
import geminiApi from '../dist/src/providers/gemini-api.js';
import { createRouter } from '../dist/src/routing/router.js';
import { plainRequest } from './plain-request.mjs';

const { values } = parseArgs({
  options: {
    channels: { type: 'string', default: '500' },
    decisions: { type: 'string', default: '20000' },
  },
});
const catalog = createCatalog(shippedModels, shippedUpstreamModels);
const providers = new Map([[geminiApi.name, geminiApi]]);
const entries = Array.from({ length: Number(values.channels) }, (_, index) => ({
  id: `channel-${index}`,
  provider: geminiApi.name,
  credential: `key-${index}`,
  tier: index % 3 === 0 ? 'official' : 'value',
  priority: (index % 5) * 10,
  weight: 1 + (index % 4),
  enabled: true,
  limits: { concurrency: 1_000, requests_per_minute: 100_000 },
  settings: { api_version: index % 2 === 0 ? 'v1beta' : 'v1' },
}));
const problems = [];
const channels = configuredChannels(entries, providers, catalog, problems, 'config');
if (problems.length > 0) throw new Error(problems.join('; '));
const router = createRouter({
  catalog,
  providers,
  channels: () => channels,
  clock: { now: () => Date.now() },
  chance: Math.random,
  onCircuit() {},
  onCall() {},
});

const requests = [
  { model: 'nano-banana-2', strategy: 'auto', aspectRatio: '16:9', resolution: '2K' },
  { model: 'nano-banana-2', strategy: 'value' },
  { model: 'nano-banana-pro', strategy: 'official', resolution: '4K' },
  { model: 'nano-banana', strategy: 'auto', strict: true },
];
const wanted = requests.map((request) => ({
  request: { ...plainRequest, requestedModel: request.model, ...request },
  model: catalog.find(request.model),
  mode: 'live',
  referenceBytes: [],
}));

const decide = (index) => {
  const plan = router.plan(wanted[index % wanted.length]);
  const permit = router.enter(plan.candidates[0], false);
  permit?.leave(undefined, Date.now() + 5_000);
};
for (let index = 0; index < 3_000; index += 1) decide(index);
const durations = new Float64Array(Number(values.decisions));
for (let index = 0; index < durations.length; index += 1) {
  const startedAt = performance.now();
  decide(index);
  durations[index] = performance.now() - startedAt;
}
durations.sort();
const at = (share) => `${durations[Math.floor(durations.length * share)].toFixed(3)} ms`;
console.log(`${channels.length} channels, ${durations.length} decisions`);
console.log(`p50 ${at(0.5)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}  (goal: p99 at most 0.2 ms)`);
process.exitCode = durations[Math.floor(durations.length * 0.99)] <= 0.2 ? 0 : 1;

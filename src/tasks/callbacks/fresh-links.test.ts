import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ArtifactLinks } from '../../generation/artifact-links.ts';
import { withFreshLinks } from './fresh-links.ts';

const links: Pick<ArtifactLinks, 'ofStored'> = {
  ofStored: (url) => (url.includes('/task-artifacts/') ? `${url}?expires=1&signature=s` : url),
};

it('a kept payload is sent with a fresh link to its artifact, and unchanged without one', () => {
  const url = 'https://images.example/task-artifacts/a.png';
  const kept = { type: 'capability.failing', data: { case: 'one', artifact_url: url, run: 'r' } };
  const sent = withFreshLinks(JSON.stringify(kept), links);
  assert.deepEqual(JSON.parse(sent), {
    ...kept,
    data: { ...kept.data, artifact_url: `${url}?expires=1&signature=s` },
  });
  for (const payload of [
    '{"data":{"artifact_url":null}}',
    '{ "type":"test" }',
    '[]',
    '{"data":{"artifact_url":"x"}}',
  ]) {
    assert.equal(withFreshLinks(payload, links), payload);
  }
});

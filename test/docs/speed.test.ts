import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { speedPage } from '../../src/docs-site/pages/speed-page.ts';
import type { SiteInput } from '../../src/docs-site/site-input.ts';
import { repositoryRoot } from '../services/repository-root.ts';

const root = repositoryRoot();
const read = (name: string) => readFileSync(path.join(root, 'docs', name), 'utf8');

describe('the page about speed', () => {
  it('and its chart say what the kept results say, and nothing else', async () => {
    await promisify(execFile)(process.execPath, ['scripts/speed-page.mjs', '--check'], { cwd: root });
  });

  it('names the machine, the commit and the time of everything it tells', () => {
    const lines = read('speed.jsonl').trim().split('\n');
    for (const line of lines) {
      const { scenario, measured } = JSON.parse(line);
      assert.match(measured.at, /^20\d\d-\d\d-\d\dT\d\d:\d\d$/, scenario);
      assert.match(measured.commit, /^[0-9a-f]{10}\+?$/, scenario);
      assert.match(measured.machine, /Node v\d+/, scenario);
    }
    assert.ok(lines.length >= 12, `${lines.length} scenarios`);
  });

  it('shows every goal as a row, and keeps room for the chart as it is drawn', () => {
    const { blocks } = speedPage({ speed: read('speed.md') } as SiteInput);
    const goals = blocks.find((block) => block.kind === 'table');
    assert.ok(goals?.kind === 'table');
    const ids = new Set(goals.rows.map(([id]) => (typeof id === 'object' ? id.en : id)));
    for (const id of [
      'P1',
      'P2',
      'P5',
      'P6',
      'P8',
      'P9',
      'P10',
      'P11',
      'P12',
      'P13',
      'P14',
      'P16',
      'P17',
      'P18',
      'P19',
    ])
      assert.ok(ids.has(id), id);
    const chart = blocks.find((block) => block.kind === 'picture');
    assert.ok(chart?.kind === 'picture' && chart.size);
    assert.ok(read('assets/speed.svg').includes(`viewBox="0 0 ${chart.size.join(' ')}"`));
  });
});

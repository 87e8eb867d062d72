import assert from 'node:assert/strict';
import { it } from 'node:test';
import { misspeltSettings } from '../../cli/misspelt-settings.ts';
import { configSettings } from '../../src/environment.ts';

it('a variable with a slip in its name is told with the setting that was meant', () => {
  for (const [name, nearest] of [
    ['PLANTAIN_RETENTION_DAY', 'PLANTAIN_RETENTION_DAYS'],
    ['PLANTAIN_RETENTION', 'PLANTAIN_RETENTION_DAYS'],
    ['PLANTAIN_PUBLIC_ULR', 'PLANTAIN_PUBLIC_URL'],
    ['plantain_config', 'PLANTAIN_CONFIG'],
  ] as const) {
    assert.deepEqual(misspeltSettings({ [name]: 'x' }), [{ name, nearest }]);
  }
});

it('settings themselves, and what Kubernetes makes of a service named plantain, are no slips', () => {
  const own = [...configSettings.map(({ name }) => name), 'PLANTAIN_URL', 'PLANTAIN_KEY', 'HOME'];
  const kubernetes = [
    'PLANTAIN_PORT',
    'PLANTAIN_SERVICE_HOST',
    'PLANTAIN_SERVICE_PORT',
    'PLANTAIN_PORT_4000_TCP',
  ];
  const env = Object.fromEntries([...own, ...kubernetes].map((name) => [name, 'x']));
  assert.deepEqual(misspeltSettings(env), []);
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

for (const name of ['PLANTAIN_REFERENCE_ALLOW', 'PLANTAIN_TRUSTED_PROXIES']) {
  it(`a range of ${name} that cannot be read is named with what is wrong with it`, () => {
    assert.throws(
      () => readConfig({ [name]: '10.0.0.0/8, 10.0.0.1/8, fruit.example' }),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.problems.map((problem) => problem.replace(/ (is not|has bits).*/, '')),
          [`${name}: "10.0.0.1/8"`, `${name}: "fruit.example"`],
        );
        return true;
      },
    );
  });
}

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startGateway } from '../gateway/gateway.test.kit.ts';
import { clientFolder, installedPackage } from './installed-packages.ts';

const { Validator } = installedPackage<{
  Validator: new () => {
    validate(document: object): Promise<{ readonly valid: boolean; readonly errors?: unknown }>;
    readonly version: string;
  };
}>('@seriousme/openapi-schema-validator');

it(`/openapi.json is a valid OpenAPI 3.1 document to an independent validator (${clientFolder})`, async () => {
  const gateway = await startGateway();
  try {
    const document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as { openapi: string };
    assert.match(document.openapi, /^3\.1\./);
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    assert.equal(valid, true, JSON.stringify(errors)?.slice(0, 2_000));
    assert.equal(validator.version, '3.1');
    const broken = await new Validator().validate({ ...structuredClone(document), paths: { pets: {} } });
    assert.equal(broken.valid, false);
  } finally {
    await gateway.close();
  }
});

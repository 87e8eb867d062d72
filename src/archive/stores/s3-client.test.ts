import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createS3Client } from './s3-client.ts';

describe('the region of an S3 archive', () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.AWS_REGION;
    process.env.AWS_REGION = 'eu-central-1';
  });
  afterEach(() => {
    if (before === undefined) delete process.env.AWS_REGION;
    else process.env.AWS_REGION = before;
  });

  it('is us-east-1 on a server of one’s own, whatever AWS_REGION says of another', async () => {
    assert.equal(await createS3Client({ endpoint: 'http://127.0.0.1:9000' }).config.region(), 'us-east-1');
  });

  it('is that of AWS_REGION on Amazon’s', async () => {
    assert.equal(await createS3Client({}).config.region(), 'eu-central-1');
  });

  it('is the one asked for on either', async () => {
    const region = 'ap-south-1';
    assert.equal(await createS3Client({ region }).config.region(), region);
    assert.equal(await createS3Client({ region, endpoint: 'http://127.0.0.1:9000' }).config.region(), region);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { banner } from '../../cli/banner.ts';

it('the banner names the address it listens on, and the one for clients where that is another', () => {
  const ownUrl = 'http://127.0.0.1:4873';
  const behindProxy = banner({ url: 'https://img.example.com', ownUrl, dataFolder: './data' });
  assert.match(
    behindProxy,
    /^Plantain listens on http:\/\/127\.0\.0\.1:4873 {3}\(for clients: https:\/\/img\.example\.com, data: \.\/data\)$/m,
  );
  assert.match(behindProxy, /^ {2}curl -s https:\/\/img\.example\.com\/v1/m);
  assert.match(banner({ url: ownUrl, ownUrl, dataFolder: 'd' }), /:4873 {3}\(data: d\)$/m);
});

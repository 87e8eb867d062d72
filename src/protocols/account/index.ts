import { defineProtocol } from '../../generation/protocol.ts';
import { accountFailures, writeAccountFailure } from './failures.ts';
import { getLog, getStat } from './log.ts';
import { getPricing } from './pricing.ts';
import { getCurrentBalance, getSelf, getStatus } from './self.ts';
import { getUsage } from './usage.ts';

/** What a key may ask about its own account: usage, balance and log, in Plantain's words and in new-api's. */
export default defineProtocol({
  name: 'account',
  title: 'Account',
  prefixes: ['/v1/usage', '/api/user', '/api/log', '/api/status', '/api/pricing', '/api/v1/apikeys'],
  routes: [
    { method: 'GET', path: '/v1/usage', action: 'answer', answer: getUsage },
    { method: 'GET', path: '/api/user/self', action: 'answer', answer: getSelf },
    { method: 'GET', path: '/api/log/self', action: 'answer', answer: getLog },
    { method: 'GET', path: '/api/log/self/stat', action: 'answer', answer: getStat },
    { method: 'GET', path: '/api/status', action: 'open', answer: getStatus },
    { method: 'GET', path: '/api/pricing', action: 'open', answer: getPricing },
    { method: 'GET', path: '/api/v1/apikeys/current-balance', action: 'answer', answer: getCurrentBalance },
  ],
  failures: accountFailures,
  writeFailure: writeAccountFailure,
});

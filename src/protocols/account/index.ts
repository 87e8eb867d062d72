import { defineProtocol } from '../../generation/protocol.ts';
import { docs } from './docs.ts';
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
    { method: 'GET', path: '/v1/usage', action: 'answer', answer: getUsage, docs: docs.usage },
    { method: 'GET', path: '/api/user/self', action: 'answer', answer: getSelf, docs: docs.self },
    { method: 'GET', path: '/api/log/self', action: 'answer', answer: getLog, docs: docs.log },
    { method: 'GET', path: '/api/log/self/stat', action: 'answer', answer: getStat, docs: docs.stat },
    { method: 'GET', path: '/api/status', action: 'open', answer: getStatus, docs: docs.status },
    { method: 'GET', path: '/api/pricing', action: 'open', answer: getPricing, docs: docs.pricing },
    {
      method: 'GET',
      path: '/api/v1/apikeys/current-balance',
      action: 'answer',
      answer: getCurrentBalance,
      docs: docs.balance,
    },
  ],
  failures: accountFailures,
  writeFailure: writeAccountFailure,
});

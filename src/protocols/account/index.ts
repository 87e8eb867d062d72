import { defineProtocol } from '../../generation/protocol.ts';
import { docs } from './docs.ts';
import { accountFailures, writeAccountFailure } from './failures.ts';
import { getLog, getStat } from './log.ts';
import { getPricing } from './pricing.ts';
import { getCurrentBalance, getSelf, getStatus } from './self.ts';
import { changeToken, getToken, listTokens, makeToken, removeToken, searchTokens } from './tokens.ts';
import { getUsage } from './usage.ts';

/** What a key may ask about its own account: usage, balance and log, in Plantain's words and in new-api's. */
export default defineProtocol({
  name: 'account',
  title: 'Account',
  prefixes: [
    '/v1/usage',
    '/api/user',
    '/api/log',
    '/api/token',
    '/api/status',
    '/api/pricing',
    '/api/v1/apikeys',
  ],
  routes: [
    { method: 'GET', path: '/v1/usage', action: 'answer', answer: getUsage, docs: docs.usage },
    { method: 'GET', path: '/api/user/self', action: 'answer', answer: getSelf, docs: docs.self },
    { method: 'GET', path: '/api/log/self', action: 'answer', answer: getLog, docs: docs.log },
    { method: 'GET', path: '/api/log/self/stat', action: 'answer', answer: getStat, docs: docs.stat },
    { method: 'GET', path: '/api/token/', action: 'answer', answer: listTokens, docs: docs.tokens },
    { method: 'POST', path: '/api/token/', action: 'answer', answer: makeToken, docs: docs.makeToken },
    { method: 'PUT', path: '/api/token/', action: 'answer', answer: changeToken, docs: docs.changeToken },
    {
      method: 'GET',
      path: '/api/token/search',
      action: 'answer',
      answer: searchTokens,
      docs: docs.searchTokens,
    },
    { method: 'GET', path: '/api/token/:id', action: 'answer', answer: getToken, docs: docs.token },
    {
      method: 'DELETE',
      path: '/api/token/:id',
      action: 'answer',
      answer: removeToken,
      docs: docs.removeToken,
    },
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

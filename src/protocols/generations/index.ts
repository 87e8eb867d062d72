import { defineProtocol } from '../../generation/protocol.ts';
import { readCreate, waitForCreate } from './create.ts';
import { watchGeneration } from './events.ts';
import { generationsFailures, writeProblem } from './failures.ts';
import { cancelGeneration, listGenerations } from './manage.ts';
import { quote } from './quote.ts';
import { getGeneration, writeCreated, writeReceipt } from './receipt.ts';

/** Plantain's own contract: what every other one leaves out can be read here. */
export default defineProtocol({
  name: 'generations',
  title: 'Generations',
  prefixes: ['/v1/generations'],
  routes: [
    {
      method: 'POST',
      path: '/v1/generations',
      action: 'enqueue',
      read: readCreate,
      wait: waitForCreate,
      write: writeCreated,
    },
    { method: 'GET', path: '/v1/generations', action: 'answer', answer: listGenerations },
    { method: 'POST', path: '/v1/generations/quote', action: 'answer', answer: quote },
    { method: 'GET', path: '/v1/generations/:id', action: 'answer', answer: getGeneration },
    { method: 'GET', path: '/v1/generations/:id/events', action: 'answer', answer: watchGeneration },
    { method: 'POST', path: '/v1/generations/:id/cancel', action: 'answer', answer: cancelGeneration },
  ],
  failures: generationsFailures,
  writeFailure: writeProblem,
  writeCallback: writeReceipt,
});

import { defineProtocol } from '../../generation/protocol.ts';
import { generationsFailures, writeProblem } from './failures.ts';
import { quote } from './quote.ts';
import { getGeneration } from './receipt.ts';

/** Plantain's own contract: what every other one leaves out can be read here. */
export default defineProtocol({
  name: 'generations',
  title: 'Generations',
  prefixes: ['/v1/generations'],
  routes: [
    { method: 'POST', path: '/v1/generations/quote', action: 'answer', answer: quote },
    { method: 'GET', path: '/v1/generations/:id', action: 'answer', answer: getGeneration },
  ],
  failures: generationsFailures,
  writeFailure: writeProblem,
});

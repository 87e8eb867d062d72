import { plainFailures } from '../../generation/plain-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { getCallback, listCallbacks, listSecrets, redeliverCallback, rotateSecret } from './callbacks.ts';
import { readCreate, waitForCreate } from './create.ts';
import { docs } from './docs.ts';
import { watchGeneration } from './events.ts';
import { writeProblem } from './failures.ts';
import { cancelGeneration, deleteImages, listGenerations } from './manage.ts';
import { quote } from './quote.ts';
import { getGeneration, writeCreated, writeReceipt } from './receipt.ts';

/** Plantain's own contract: what every other one leaves out can be read here. */
export default defineProtocol({
  name: 'generations',
  title: 'Generations',
  prefixes: ['/v1/generations', '/v1/callbacks'],
  routes: [
    {
      method: 'POST',
      path: '/v1/generations',
      action: 'enqueue',
      read: readCreate,
      wait: waitForCreate,
      write: writeCreated,
      docs: docs.create,
    },
    { method: 'GET', path: '/v1/generations', action: 'answer', answer: listGenerations, docs: docs.list },
    { method: 'POST', path: '/v1/generations/quote', action: 'answer', answer: quote, docs: docs.quote },
    { method: 'GET', path: '/v1/generations/:id', action: 'answer', answer: getGeneration, docs: docs.get },
    {
      method: 'GET',
      path: '/v1/generations/:id/events',
      action: 'answer',
      answer: watchGeneration,
      docs: docs.events,
    },
    {
      method: 'POST',
      path: '/v1/generations/:id/cancel',
      action: 'answer',
      answer: cancelGeneration,
      docs: docs.cancel,
    },
    {
      method: 'DELETE',
      path: '/v1/generations/:id/images',
      action: 'answer',
      answer: deleteImages,
      docs: docs.deleteImages,
    },
    { method: 'GET', path: '/v1/callbacks', action: 'answer', answer: listCallbacks, docs: docs.callbacks },
    {
      method: 'GET',
      path: '/v1/callbacks/secrets',
      action: 'answer',
      answer: listSecrets,
      docs: docs.secrets,
    },
    {
      method: 'POST',
      path: '/v1/callbacks/secrets',
      action: 'answer',
      answer: rotateSecret,
      docs: docs.rotate,
    },
    { method: 'GET', path: '/v1/callbacks/:id', action: 'answer', answer: getCallback, docs: docs.callback },
    {
      method: 'POST',
      path: '/v1/callbacks/:id/redeliver',
      action: 'answer',
      answer: redeliverCallback,
      docs: docs.redeliver,
    },
  ],
  failures: plainFailures,
  writeFailure: writeProblem,
  writeCallback: writeReceipt,
});

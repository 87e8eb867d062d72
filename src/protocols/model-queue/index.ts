import { defineProtocol } from '../../generation/protocol.ts';
import { cancelRequest, getResponse, getStatus, refuseStream, writeSubmitted } from './answers.ts';
import { modelQueueFailures, writeModelQueueFailure } from './failures.ts';
import { readSubmit } from './read.ts';

const requests = '/model/v1/queue/:model/requests/:id';

/** The queue of one model: submit, ask for the status, fetch the response, cancel. No webhooks, no streaming. */
export default defineProtocol({
  name: 'model-queue',
  title: 'Model queue',
  prefixes: ['/model/v1/queue'],
  routes: [
    {
      method: 'POST',
      path: '/model/v1/queue/:model',
      action: 'enqueue',
      read: readSubmit,
      write: writeSubmitted,
    },
    { method: 'GET', path: `${requests}/status`, action: 'answer', answer: getStatus },
    { method: 'GET', path: `${requests}/status/stream`, action: 'answer', answer: refuseStream },
    { method: 'GET', path: `${requests}/response`, action: 'answer', answer: getResponse },
    { method: 'PUT', path: `${requests}/cancel`, action: 'answer', answer: cancelRequest },
  ],
  failures: modelQueueFailures,
  writeFailure: writeModelQueueFailure,
});

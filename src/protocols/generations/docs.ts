import type { RouteDocs } from '../../generation/route-docs.ts';
import {
  callbackAnswer,
  callbackListAnswer,
  generationAnswer,
  generationListAnswer,
  loggedCallbackAnswer,
  newSecretAnswer,
  quoteAnswer,
  secretListAnswer,
} from './answers.ts';
import { rotateBody } from './callbacks.ts';
import { createBody, quoteBody } from './schema.ts';

const generation = (description: string) => ({ description, schema: generationAnswer, name: 'Generation' });

/** What `/openapi.json` says of these routes. */
export const docs = {
  create: {
    summary: 'Create a generation',
    description: 'Answers at once, or after `wait` seconds at most (`Prefer: wait=30` says the same).',
    body: createBody,
    bodyName: 'GenerationCreate',
    answers: {
      200: generation('It has ended within the wait.'),
      202: generation('It is on its way; `Location` says where to ask, `Retry-After` when.'),
    },
  },
  list: {
    summary: 'List generations, newest first',
    query: {
      limit: '1 to 100, 20 by default.',
      after: '`next` of the page before.',
      status: 'Only queued, running, succeeded, failed or cancelled ones.',
      from: 'Only those accepted then or later: a date (in UTC), an ISO time or Unix seconds.',
      to: 'Only those accepted before; written like `from`.',
    },
    answers: { 200: { description: 'A page.', schema: generationListAnswer, name: 'GenerationList' } },
  },
  quote: {
    summary: 'What would it cost?',
    description: 'The most a request can cost, without running it.',
    body: quoteBody,
    bodyName: 'QuoteCreate',
    answers: { 200: { description: 'The price.', schema: quoteAnswer, name: 'Quote' } },
  },
  get: {
    summary: 'A generation with its receipt',
    answers: { 200: generation('Requested beside effective values, images, attempts and money.') },
  },
  events: {
    summary: 'Follow a generation',
    description:
      'One `generation` event now and one after every change: of its status, its references, its attempts and its images; the last one when it has ended. `progress` says how far it is: the stage, what is done of what, and the share of steps that are over, which is not a share of the time.',
    answers: { 200: { description: 'Server-sent events.', mediaType: 'text/event-stream' } },
  },
  cancel: {
    summary: 'Cancel a generation',
    description: 'Possible until it goes upstream.',
    answers: { 200: generation('It was cancelled.') },
  },
  deleteImages: {
    summary: 'Delete the images of a generation before they expire',
    description:
      'Of one that has ended; done again it changes nothing. Their URLs answer 410 from now on, the files are deleted, a request repeated with its Idempotency-Key does not get them again. The receipt stays and says so; what was charged stays charged.',
    answers: { 200: generation('Its images have `deleted_at`.') },
  },
  callbacks: {
    summary: 'List callbacks, newest first',
    query: {
      limit: '1 to 100, 20 by default.',
      after: '`next` of the page before.',
      status: 'Only pending, delivered, exhausted or stopped ones.',
    },
    answers: { 200: { description: 'A page.', schema: callbackListAnswer, name: 'CallbackList' } },
  },
  callback: {
    summary: 'A callback with its attempts',
    answers: {
      200: { description: 'Oldest attempt first.', schema: loggedCallbackAnswer, name: 'CallbackLog' },
    },
  },
  redeliver: {
    summary: 'Send a callback again',
    description: 'Under its old id and with a new schedule, whatever became of it.',
    answers: { 202: { description: 'It is on its way.', schema: callbackAnswer, name: 'Callback' } },
  },
  secrets: {
    summary: 'List signing secrets',
    description: 'Which are valid, not what they are.',
    answers: { 200: { description: 'Newest first.', schema: secretListAnswer, name: 'CallbackSecretList' } },
  },
  rotate: {
    summary: 'Make a new signing secret',
    description:
      'Callbacks are signed with the old ones, too, for `grace_seconds` (a day by default). Live keys only.',
    body: rotateBody,
    bodyName: 'CallbackSecretRotation',
    isBodyOptional: true,
    answers: { 201: { description: 'Shown this once.', schema: newSecretAnswer, name: 'NewCallbackSecret' } },
  },
} satisfies Record<string, RouteDocs>;

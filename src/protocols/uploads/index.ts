import { openaiFailures, writeOpenaiFailure } from '../../generation/openai-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { presign, uploadBase64, uploadFile, uploadUrl } from './create.ts';
import { docs } from './docs.ts';
import { getUpload, removeUpload } from './manage.ts';

/** Images left with us for 48 hours, to use as references in every contract (contracts §1.8). */
export default defineProtocol({
  name: 'uploads',
  title: 'Uploads',
  prefixes: ['/v1/files/uploads', '/uploads'],
  routes: [
    { method: 'POST', path: '/v1/files/uploads', action: 'answer', answer: uploadFile, docs: docs.bytes },
    {
      method: 'POST',
      path: '/v1/files/uploads/base64',
      action: 'answer',
      answer: uploadBase64,
      docs: docs.base64,
    },
    { method: 'POST', path: '/v1/files/uploads/url', action: 'answer', answer: uploadUrl, docs: docs.url },
    {
      method: 'POST',
      path: '/v1/files/uploads/presign',
      action: 'answer',
      answer: presign,
      docs: docs.presign,
    },
    { method: 'GET', path: '/v1/files/uploads/:id', action: 'answer', answer: getUpload, docs: docs.get },
    {
      method: 'DELETE',
      path: '/v1/files/uploads/:id',
      action: 'answer',
      answer: removeUpload,
      docs: docs.remove,
    },
  ],
  failures: openaiFailures,
  writeFailure: writeOpenaiFailure,
});

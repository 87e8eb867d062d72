import { looseJson } from '../../lib/loose-json.ts';
import { ask, at, list } from '../ask.ts';
import { askAfter, type Driver, poll, refusedReply } from './driver.ts';
import { modelParams } from './model-generation.ts';

export const modelQueue: Driver = {
  async run(door, order) {
    const path = `/model/v1/queue/${order.model}`;
    const created = await ask(door, 'POST', path, modelParams(order));
    const json = looseJson(created.text);
    const id = at(json, 'request_id');
    if (created.status !== 200 || typeof id !== 'string') return refusedReply(created, at(json, 'detail'));
    const ended = await poll(
      () => askAfter(door, `${path}/requests/${id}/status`),
      (status) => at(status, 'status') === 'COMPLETED',
    );
    const message = at(ended, 'error');
    if (typeof message === 'string') return { ...created, images: [], message };
    const result = await askAfter(door, `${path}/requests/${id}/response`);
    const outputs = list(at(result, 'outputs')).filter((output) => at(output, 'type') === 'image');
    return { ...created, images: outputs.map((output) => ({ url: String(at(output, 'url')) })) };
  },
};

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openCheckedGateway } from './checked-gateway.test.kit.ts';
import { type Faults, referenceCount, withoutImageConfig } from './faulty-upstream.test.kit.ts';

type Checked = Awaited<ReturnType<typeof openCheckedGateway>>;

interface Breakage {
  readonly name: string;
  readonly model: string;
  readonly contract: string;
  readonly feature: string;
  readonly upstream?: Faults;
  readonly door?: Faults;
  /** Bodies that ask for what is broken, and for what is not. */
  readonly hit: Record<string, unknown>;
  readonly missed: Record<string, unknown>;
}

const notPicture = Buffer.from('<html>not a picture</html>'.repeat(40)).toString('base64');

const breakages: readonly Breakage[] = [
  {
    name: 'drops the ratio',
    model: 'nano-banana-2-lite',
    contract: 'generations',
    feature: 'aspect-ratio',
    upstream: { request: (body) => withoutImageConfig(body, 'aspectRatio') },
    hit: { aspect_ratio: '16:9' },
    missed: { aspect_ratio: '1:1' },
  },
  {
    name: 'ignores the size',
    model: 'nano-banana-2.1',
    contract: 'generations',
    feature: 'resolution',
    upstream: { request: (body) => withoutImageConfig(body, 'imageSize') },
    hit: { resolution: '2K' },
    missed: { resolution: '1K' },
  },
  {
    name: 'answers with bytes of the wrong type',
    model: 'nano-banana-2',
    contract: 'openai-images',
    feature: 'text-to-image',
    upstream: {
      answer: (_path, body) =>
        JSON.parse(JSON.stringify(body, (key, value) => (key === 'data' ? notPicture : value))),
    },
    hit: {},
    missed: { references: 1 },
  },
  {
    name: 'takes fewer references than promised',
    model: 'nano-banana-pro',
    contract: 'generations',
    feature: 'references',
    upstream: { request: (body) => (referenceCount(body) > 12 ? 'at most 12 images' : body) },
    hit: { references: 13 },
    missed: { references: 12 },
  },
  {
    name: 'charges twice',
    model: 'nano-banana',
    contract: 'generations',
    feature: 'billing',
    door: {
      answer(path, body) {
        const cost = body.cost as { charged_usd: string } | undefined;
        if (!path.startsWith('/v1/generations/2') || !cost) return body;
        return { ...body, cost: { ...cost, charged_usd: String(Number(cost.charged_usd) * 2) } };
      },
    },
    hit: { resolution: '1K' },
    missed: {},
  },
];

const everything = process.env.PLANTAIN_TEST_ALL === '1';

describe('an upstream that checks found broken', {
  skip: everything ? false : 'needs PLANTAIN_TEST_ALL=1: five kinds of broken upstreams are checked twice',
}, () => {
  let checked: Checked;
  let picture = '';
  before(async () => {
    checked = await openCheckedGateway({ spare: true });
    checked.time.nowMs = Date.now();
    picture = (await draw('generations', { model: 'nano-banana-2-lite' })).url;
  });
  after(() => checked.close());

  async function draw(contract: string, wish: Record<string, unknown>) {
    const { references, ...rest } = wish;
    const isTask = contract === 'generations';
    const body = {
      prompt: 'a plantain',
      ...rest,
      ...(typeof references === 'number'
        ? { [isTask ? 'references' : 'image_input']: Array(references).fill(picture) }
        : {}),
    };
    const path = isTask ? '/v1/generations' : '/v1/images/generations';
    const response = await checked.gateway.post(path, isTask ? { ...body, wait: 60 } : body);
    const text = await response.text();
    assert.ok(response.ok, text);
    const id = response.headers.get('x-plantain-generation') ?? response.headers.get('x-request-id');
    const receipt = await fetch(`${checked.gateway.url}/v1/generations/${id}`, {
      headers: { authorization: `Bearer ${checked.gateway.liveKey}` },
    });
    const { routing, images } = (await receipt.json()) as {
      routing: { channel: string; place?: number; reason?: string }[];
      images: { url: string }[];
    };
    const first = routing.find(({ place }) => place === 1)?.channel;
    const reason = routing.find((note) => note.channel === 'upstream' && note.reason)?.reason;
    return { first, reason, url: images[0]?.url ?? '' };
  }

  async function check(breakage: Breakage, isBroken: boolean) {
    checked.time.nowMs = Date.now();
    checked.upstream.faults = (isBroken && breakage.upstream) || {};
    checked.door.faults = (isBroken && breakage.door) || {};
    const { model, contract, feature } = breakage;
    await checked.check({ models: [model], contracts: [contract], features: [feature] });
    checked.upstream.faults = {};
    checked.door.faults = {};
  }

  /** Routing learns of evidence within a second or so. */
  async function goesTo(channel: string, { contract, model, hit }: Breakage) {
    for (const startedMs = Date.now(); Date.now() - startedMs < 30_000; ) {
      const drawn = await draw(contract, { model, ...hit });
      if (drawn.first === channel) return drawn;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`the requests do not go to ${channel}`);
  }

  it('is avoided for exactly what fails, with the reason on the receipt, until a check passes', async () => {
    for (const breakage of breakages) await check(breakage, true);
    for (const breakage of breakages) {
      const { reason } = await goesTo('spare', breakage);
      assert.match(reason ?? '', /^failed the check ".+" on \d{4}-\d\d-\d\d$/, breakage.name);
      const other = await draw(breakage.contract, { model: breakage.model, ...breakage.missed });
      assert.equal(other.first, 'upstream', `${breakage.name}, asked for something else`);
    }
    for (const breakage of breakages) await check(breakage, false);
    for (const breakage of breakages) await goesTo('upstream', breakage);
  });

  it('is still asked when nobody else can do it', async () => {
    const [ratio] = breakages as [Breakage];
    await check(ratio, true);
    await goesTo('spare', ratio);
    const pinned = await checked.gateway.app.keys.create({
      mode: 'live',
      name: 'pin',
      settings: { pinChannels: true },
    });
    const response = await checked.gateway.post(
      '/v1/generations',
      { model: ratio.model, prompt: 'a plantain', wait: 60, ...ratio.hit },
      { authorization: `Bearer ${pinned.key}`, 'x-plantain-channel': 'upstream' },
    );
    const { routing } = (await response.json()) as { routing: { channel: string; place?: number }[] };
    assert.equal(routing.find(({ place }) => place === 1)?.channel, 'upstream');
  });
});

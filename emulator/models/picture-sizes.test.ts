import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, at, partsOf, picturesOf, prompt } from '../testing/ask-emulator.ts';
import { type Model, models } from './models.ts';
import { nearestRatio, type Ratio, ratios, type SizeTier } from './picture-sizes.ts';

/** Google's page, as printed, but for 21:9 at 512 (printed 792x168). Columns: 512, 1K, 2K, 4K, 2.5-flash-image. */
const printed: Record<Ratio, string> = {
  '1:1': '512x512 1024x1024 2048x2048 4096x4096 1024x1024',
  '1:4': '256x1024 512x2048 1024x4096 2048x8192 -',
  '1:8': '192x1536 384x3072 768x6144 1536x12288 -',
  '2:3': '424x632 848x1264 1696x2528 3392x5056 832x1248',
  '3:2': '632x424 1264x848 2528x1696 5056x3392 1248x832',
  '3:4': '448x600 896x1200 1792x2400 3584x4800 864x1184',
  '4:1': '1024x256 2048x512 4096x1024 8192x2048 -',
  '4:3': '600x448 1200x896 2400x1792 4800x3584 1184x864',
  '4:5': '464x576 928x1152 1856x2304 3712x4608 896x1152',
  '5:4': '576x464 1152x928 2304x1856 4608x3712 1152x896',
  '8:1': '1536x192 3072x384 6144x768 12288x1536 -',
  '9:16': '384x688 768x1376 1536x2752 3072x5504 768x1344',
  '16:9': '688x384 1376x768 2752x1536 5504x3072 1344x768',
  '21:9': '792x336 1584x672 3168x1344 6336x2688 1536x672',
};
const tiers: readonly SizeTier[] = ['512', '1K', '2K', '4K'];

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

function expected(model: Model, ratio: Ratio, tier: SizeTier): string {
  const columns = printed[ratio].split(' ');
  return (model.sizeTable === '2.5' ? columns[4] : columns[tiers.indexOf(tier)]) ?? '-';
}

async function checkPicture(model: Model, ratio: Ratio, tier: SizeTier): Promise<void> {
  const imageConfig =
    model.sizes.length > 0 ? { aspectRatio: ratio, imageSize: tier } : { aspectRatio: ratio };
  const answered = await ask(emulator, prompt('a fox', { imageConfig }), { model: model.id });
  const where = `${model.id} ${ratio} ${tier}`;
  assert.equal(answered.status, 200, `${where}: ${answered.text.slice(0, 300)}`);
  const json = answered.json();
  const { width, height, format } = await sharp(picturesOf(json)[0], { limitInputPixels: false }).metadata();
  assert.equal(`${width}x${height}`, expected(model, ratio, tier), where);
  assert.equal(`image/${format}`, model.outputMimeType, where);
  assert.equal(at(partsOf(json)[0], 'inlineData.mimeType'), model.outputMimeType, where);
}

// Every row of every model is drawn with EMULATOR_ALL_SIZES=1; by default each 4K row of one model only, sampled.
const everything = process.env.EMULATOR_ALL_SIZES === '1';

for (const model of models.filter(({ id }) => everything || !id.endsWith('-preview'))) {
  const rows = model.ratios.flatMap((ratio) =>
    (model.sizes.length > 0 ? model.sizes : (['1K'] as const)).map((tier) => ({ ratio, tier })),
  );
  const chosen = rows.filter(({ ratio, tier }) => {
    if (everything || tier === '512') return true;
    if (tier === '1K')
      return model.id !== 'gemini-nano-banana-2.1' && model.id !== 'gemini-3.1-flash-lite-image';
    if (tier === '2K') return ratio === '8:1' || ratio === '21:9';
    return model.id === 'gemini-3.1-flash-image' && ['1:8', '21:9'].includes(ratio);
  });
  test(`${model.id} draws ${chosen.length} of its ${rows.length} sizes with the printed pixels`, async () => {
    for (const { ratio, tier } of chosen) await checkPicture(model, ratio, tier);
  });
}

test('the nearest ratio of a picture is the one it was made with', () => {
  for (const ratio of ratios) {
    const [width, height] = printed[ratio].split(' ')[1]!.split('x').map(Number) as [number, number];
    assert.equal(nearestRatio(ratios, width, height), ratio);
  }
});

test('without a ratio the last reference decides, and 1:1 where there is none', async () => {
  const picture = async (width: number, height: number) => {
    const background = '#888';
    const file = sharp({ create: { width, height, channels: 3, background } }).png();
    return { inlineData: { mimeType: 'image/png', data: (await file.toBuffer()).toString('base64') } };
  };
  const parts = [{ text: 'mix' }, await picture(90, 160), await picture(320, 180)];
  const answered = await ask(emulator, { contents: [{ parts }] });
  const { width, height } = await sharp(picturesOf(answered.json())[0]).metadata();
  assert.deepEqual([width, height], [1376, 768]);
  const plain = await sharp(picturesOf((await ask(emulator, prompt('a fox'))).json())[0]).metadata();
  assert.deepEqual([plain.width, plain.height], [1024, 1024]);
});

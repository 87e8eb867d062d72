import type { ListedPrice } from '../../generation/books.ts';
import { descriptionOf, type Model } from '../../generation/model.ts';
import { type Price, tierPrice } from '../../generation/price.ts';
import { usualTier } from '../../generation/resolution.ts';
import type { OpenInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** new-api's ratio 1 is two dollars per million tokens. */
const ratioMicros = 2_000_000;

/** `GET /api/pricing`: the live list in new-api's item shape, every price of a model beside it in `prices`. */
export async function getPricing(input: OpenInput): Promise<WireAnswer> {
  const listed = await input.prices();
  const data = input.catalog.models.flatMap((model) => {
    const prices = listed.filter((price) => price.model === model.name);
    const shown =
      prices.find((price) => price.strategy === 'auto') ?? prices.find((price) => price.strategy === '*');
    return shown ? [item(model, shown.price, prices)] : [];
  });
  return jsonAnswer(200, {
    success: true,
    data,
    group_ratio: { default: 1 },
    usable_group: { default: 'default' },
    vendors: [{ id: 1, name: 'Google', icon: 'Google' }],
  });
}

function item(model: Model, price: Price, prices: readonly ListedPrice[]) {
  return {
    model_name: model.name,
    description: descriptionOf(model),
    icon: '',
    tags: 'image',
    vendor_id: 1,
    owner_by: 'google',
    ...ratios(model, price),
    cache_ratio: 1,
    audio_ratio: 1,
    enable_groups: ['default'],
    supported_endpoint_types: ['image-generation', 'openai', 'gemini'],
    billing_mode: price.unit === 'image' ? 'per-call' : 'ratio',
    billing_expr: '',
    prices: prices.map((listed) => ({
      strategy: listed.strategy,
      version: listed.version,
      ...dollars(listed.price),
    })),
  };
}

/** What a picture without a size costs is shown. */
function ratios(model: Model, price: Price) {
  if (price.unit === 'image') {
    const usd = tierPrice(price.tiers, usualTier(model.limits.default.resolutions)) / 1_000_000;
    return { quota_type: 1, model_price: usd, model_ratio: 0, completion_ratio: 0, image_ratio: 0 };
  }
  const perInput = (micros: number) => (price.inputPerMillion === 0 ? 0 : micros / price.inputPerMillion);
  return {
    quota_type: 0,
    model_price: 0,
    model_ratio: price.inputPerMillion / ratioMicros,
    completion_ratio: perInput(price.textPerMillion),
    image_ratio: perInput(price.imagePerMillion),
  };
}

function dollars(price: Price) {
  const usd = (micros: number) => micros / 1_000_000;
  if (price.unit === 'image') {
    const tiers = Object.entries(price.tiers).map(([tier, micros]) => [tier, usd(micros)]);
    return { unit: 'image', usd_per_image: Object.fromEntries(tiers) };
  }
  return {
    unit: 'token',
    usd_per_million: {
      input: usd(price.inputPerMillion),
      text: usd(price.textPerMillion),
      image: usd(price.imagePerMillion),
    },
    usd_per_image_at_most: usd(price.holdPerImage),
  };
}

import type { PriceEntry } from '../ledger/price-rows.ts';
import { isoTime } from '../lib/iso-time.ts';

/** A price in force. Version 0 is the catalogue's: shipped, or of the configuration file. */
export function priceView({ model, strategy, version, price, actor, createdAtMs }: PriceEntry) {
  return {
    object: 'price',
    model,
    strategy,
    version,
    price:
      price.unit === 'image'
        ? { unit: 'image', tiers: price.tiers }
        : {
            unit: 'token',
            input_per_million_micros: price.inputPerMillion,
            text_per_million_micros: price.textPerMillion,
            image_per_million_micros: price.imagePerMillion,
            hold_per_image_micros: price.holdPerImage,
          },
    actor,
    created_at: version === 0 ? null : isoTime(createdAtMs),
  };
}

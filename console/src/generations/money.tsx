import type { Generation } from '../answers.ts';
import { useSay } from '../language.tsx';
import { Card } from '../parts/basic.tsx';
import { useMoney } from '../parts/money.ts';
import type { TextKey } from '../texts/en.ts';
import { Facts } from './facts.tsx';
import { Refund } from './refund.tsx';

const tokens = {
  prompt_tokens: 'promptTokens',
  prompt_image_tokens: 'promptImageTokens',
  text_tokens: 'textTokens',
  thought_tokens: 'thoughtTokens',
  image_tokens: 'imageTokens',
  total_tokens: 'totalTokens',
} as const satisfies Record<keyof NonNullable<Generation['usage']>, TextKey>;

interface Props {
  readonly of: Generation;
  readonly canRefund: boolean;
}

/** Held, charged, given back, and by which price. */
export function Money({ of: receipt, canRefund }: Props) {
  const say = useSay();
  const { usd } = useMoney();
  const { held_usd, charged_usd, price } = receipt.cost;
  const isOver = receipt.finished_at !== null;
  return (
    <Card
      title={say('money')}
      actions={
        canRefund && Number(charged_usd) > 0 ? (
          <div className="row">
            <Refund of={receipt} />
          </div>
        ) : null
      }
    >
      <Facts
        facts={{
          [say('held')]: usd(held_usd),
          [say('charged')]: usd(charged_usd),
          [say('released')]: isOver ? usd(Number(held_usd) - Number(charged_usd)) : undefined,
          [say('strategy')]: price?.strategy,
          [say('tier')]: price?.tier,
          [say('version')]: price?.version === 0 ? say('ofCatalog') : price?.version,
          [say('account')]: receipt.account_id,
          [say('key')]: receipt.key_id,
          ...Object.fromEntries(
            Object.entries(receipt.usage ?? {}).map(([name, count]) => [
              say(tokens[name as keyof typeof tokens]),
              count,
            ]),
          ),
        }}
      />
    </Card>
  );
}

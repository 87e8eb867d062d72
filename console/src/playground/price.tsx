import { useQuery } from '@tanstack/react-query';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useMoney } from '../parts/money.ts';
import { useScope } from '../scope.ts';
import { type Order, quoteOf } from './order.ts';

interface Quote {
  readonly total_usd: string;
}

/** What the button may cost, before it is pressed. */
export function Price({ order }: { readonly order: Order }) {
  const say = useSay();
  const { mode, accountId } = useScope();
  const { usd } = useMoney();
  const body = quoteOf(order);
  const quote = useQuery({
    queryKey: ['quote', mode, accountId, body],
    queryFn: () => ask<Quote>('POST', '/v1/generations/quote', body),
    // While the form changes, not when the mode or the account does: theirs is another price.
    placeholderData: (before, asked) =>
      asked?.queryKey[1] === mode && asked.queryKey[2] === accountId ? before : undefined,
  });
  if (quote.error) {
    return (
      <small role="status" className="refused">
        {quote.error.message}
      </small>
    );
  }
  if (!quote.data) return null;
  const price = usd(quote.data.total_usd);
  return (
    <span role="status" className="price">
      {say('priceNow', { price })}
    </span>
  );
}

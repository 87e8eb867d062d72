import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useSay } from '../language.tsx';

type Pages = Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;

/** The way to older entries of a list, where there are any. */
export function More({ of: pages }: { readonly of: Pages }) {
  const say = useSay();
  if (!pages.hasNextPage) return null;
  return (
    <div>
      <button type="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {say(pages.isFetchingNextPage ? 'loading' : 'more')}
      </button>
    </div>
  );
}

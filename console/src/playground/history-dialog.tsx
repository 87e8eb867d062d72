import { useInfiniteQuery } from '@tanstack/react-query';
import type { List, ListedGeneration } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Dialog, Empty, Problem } from '../parts/basic.tsx';
import { More } from '../parts/more.tsx';
import { useScope } from '../scope.ts';
import type { Reference } from './order.ts';

interface Props {
  readonly onChoose: (reference: Reference) => void;
  readonly onClose: () => void;
}

/** Pictures made before, to start from. */
export function HistoryDialog({ onChoose, onClose }: Props) {
  const say = useSay();
  const { mode, accountId } = useScope();
  const pages = useInfiniteQuery({
    queryKey: ['history', mode, accountId],
    queryFn: ({ pageParam }) =>
      ask<List<ListedGeneration>>(
        'GET',
        `/generations${query({ mode, account_id: accountId, state: 'succeeded', limit: 30, after: pageParam })}`,
      ),
    initialPageParam: '',
    getNextPageParam: (last: List<ListedGeneration>) => last.next ?? undefined,
  });
  const images = (pages.data?.pages ?? [])
    .flatMap(({ data }) => data)
    .flatMap(({ prompt, images }) => images.map((image) => ({ ...image, prompt })));
  return (
    <Dialog title={say('fromHistory')} onClose={onClose}>
      {pages.error ? <Problem error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {pages.isPending ? <p className="quiet">{say('loading')}</p> : null}
      {pages.data && images.length === 0 ? <Empty>{say('nothing')}</Empty> : null}
      <div className="gallery small">
        {images.map((image) => (
          <button
            key={image.url}
            type="button"
            className="plain"
            title={image.prompt}
            onClick={() => onChoose({ url: image.url, preview: image.thumbnail ?? image.url })}
          >
            <img src={image.thumbnail} alt={image.prompt} loading="lazy" />
          </button>
        ))}
      </div>
      <More of={pages} />
    </Dialog>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { List, ListedGeneration } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { type Filter, filterNames } from '../generations/filter.ts';
import { Filters } from '../generations/filters.tsx';
import { Gallery } from '../generations/gallery.tsx';
import { lastList } from '../generations/last-list.ts';
import { timesOf } from '../generations/period.ts';
import { Rows } from '../generations/rows.tsx';
import { useSay } from '../language.tsx';
import { Card, Empty, Page, Problem } from '../parts/basic.tsx';
import { More } from '../parts/more.tsx';
import { useScope } from '../scope.ts';

export default function Generations() {
  const say = useSay();
  const { mode, accountId } = useScope();
  // In the address: what was found can be sent to somebody, and Back finds it again.
  const [params, setParams] = useSearchParams();
  const filter: Filter = Object.fromEntries(filterNames.map((name) => [name, params.get(name) ?? '']));
  const view = params.get('view') ?? '';
  const isGallery = view === 'gallery';
  const go = (next: Readonly<Record<string, string | undefined>>) =>
    setParams(Object.entries(next).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const setFilter = (next: Filter) => go({ ...next, view });
  const search = params.toString();
  useEffect(() => {
    lastList.address = search === '' ? '/generations' : `/generations?${search}`;
  }, [search]);
  const pages = useInfiniteQuery({
    queryKey: ['generations', mode, accountId, filter],
    queryFn: ({ pageParam }) => {
      const { period: _, ...others } = filter;
      const wish = { ...others, from: '', to: '', ...timesOf(filter, Date.now()) };
      return ask<List<ListedGeneration>>(
        'GET',
        `/generations${query({ mode, account_id: accountId, limit: 50, after: pageParam, ...wish })}`,
      );
    },
    initialPageParam: '',
    getNextPageParam: (last: List<ListedGeneration>) => last.next ?? undefined,
    // Live while the newest are looked at; further down nothing may move.
    refetchInterval: (state) => ((state.state.data?.pages.length ?? 1) === 1 ? 5_000 : false),
  });
  const rows = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <Page
      title={say('generations')}
      actions={
        // biome-ignore lint/a11y/useSemanticElements: buttons that change what is shown, no form
        <div className="modes" role="group" aria-label={say('view')}>
          {([false, true] as const).map((each) => (
            <button
              key={String(each)}
              type="button"
              aria-pressed={isGallery === each}
              onClick={() => go({ ...filter, view: each ? 'gallery' : '' })}
            >
              {say(each ? 'gallery' : 'table')}
            </button>
          ))}
        </div>
      }
    >
      <Card>
        <Filters filter={filter} onChange={setFilter} />
        {pages.error ? <Problem error={pages.error} onRetry={() => void pages.refetch()} /> : null}
        {pages.isPending ? <p className="quiet">{say('loading')}</p> : null}
        {pages.data && rows.length === 0 && !pages.hasNextPage ? (
          <Nothing isFiltered={isFiltered} onAll={() => setFilter({})} />
        ) : null}
        {rows.length > 0 ? isGallery ? <Gallery rows={rows} /> : <Rows rows={rows} /> : null}
        <More of={pages} />
      </Card>
    </Page>
  );
}

function Nothing({ isFiltered, onAll }: { readonly isFiltered: boolean; readonly onAll: () => void }) {
  const say = useSay();
  return isFiltered ? (
    <Empty
      action={
        <button type="button" onClick={onAll}>
          {say('showAll')}
        </button>
      }
    >
      {say('noMatch')}
    </Empty>
  ) : (
    <Empty
      action={
        <Link className="button primary" href="/playground">
          {say('firstImage')}
        </Link>
      }
    >
      {say('nothing')}
    </Empty>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import type { Activity, Session } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { ActivityCharts } from '../overview/activity-charts.tsx';
import { ByModel } from '../overview/by-model.tsx';
import { ChannelsGlance } from '../overview/channels-glance.tsx';
import { Figures } from '../overview/figures.tsx';
import { type Range, ranges, rangeTexts } from '../overview/range.ts';
import { Answered, Card, Empty, Page } from '../parts/basic.tsx';
import { useScope } from '../scope.ts';

export default function Overview({ person }: { readonly person: Session }) {
  const say = useSay();
  const { mode, accountId } = useScope();
  const [params, setParams] = useSearchParams();
  const range: Range = ranges.find((each) => each === params.get('range')) ?? '1h';
  const activity = useQuery({
    queryKey: ['activity', mode, accountId, range],
    queryFn: () => ask<Activity>('GET', `/activity${query({ mode, account_id: accountId, range })}`),
    // A busy hour, of which a sample is shown, is not counted quite so often.
    refetchInterval: ({ state }) => (range !== '1h' ? 30_000 : state.data?.cut ? 15_000 : 4_000),
  });
  const toPlayground = (text: 'playground' | 'firstImage') => (
    <Link className="button primary" href="/playground">
      {say(text)}
    </Link>
  );
  return (
    <Page title={say('overview')} actions={toPlayground('playground')}>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that change what is shown, no form */}
      <div className="modes ranges" role="group" aria-label={say('timeRange')}>
        {ranges.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={range === each}
            onClick={() => setParams({ range: each })}
          >
            {say(rangeTexts[each])}
          </button>
        ))}
      </div>
      <Answered of={activity}>
        {(seen) => (
          <>
            <Figures activity={seen} range={range} />
            {seen.buckets.every(({ requests }) => requests === 0) ? (
              <Card>
                <Empty action={toPlayground('firstImage')}>{say('nothingInRange')}</Empty>
              </Card>
            ) : (
              <ActivityCharts activity={seen} range={range} />
            )}
          </>
        )}
      </Answered>
      <div className="two">
        <ByModel />
        {person.role === 'customer' ? null : <ChannelsGlance />}
      </div>
    </Page>
  );
}

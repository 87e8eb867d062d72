import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import type { List, ListedGeneration, Model } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Card, Empty, Field, Page, Problem, StatePill, Table } from '../parts/basic.tsx';
import { at, milliseconds, usd } from '../parts/show.ts';
import { useScope } from '../scope.ts';

interface Filter {
  readonly text?: string;
  readonly state?: string;
  readonly model?: string;
  readonly channel?: string;
  readonly contract?: string;
}

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export default function Generations() {
  const say = useSay();
  const { mode, accountId } = useScope();
  const [filter, setFilter] = useState<Filter>({});
  const [isGallery, showGallery] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ['generations', mode, accountId, filter],
    queryFn: ({ pageParam }) =>
      ask<List<ListedGeneration>>(
        'GET',
        `/generations${query({ mode, account_id: accountId, limit: 50, after: pageParam, ...filter })}`,
      ),
    initialPageParam: '',
    getNextPageParam: (last: List<ListedGeneration>) => last.next ?? undefined,
    refetchInterval: (state) => ((state.state.data?.pages.length ?? 1) === 1 ? 5_000 : false),
  });
  const rows = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Page
      title={say('generations')}
      actions={
        <button type="button" aria-pressed={isGallery} onClick={() => showGallery(!isGallery)}>
          {say(isGallery ? 'table' : 'gallery')}
        </button>
      }
    >
      <Card>
        <Filters filter={filter} onChange={setFilter} />
        {pages.error ? <Problem error={pages.error} onRetry={() => void pages.refetch()} /> : null}
        {pages.isPending ? <p className="quiet">{say('loading')}</p> : null}
        {!pages.isPending && rows.length === 0 ? <Empty>{say('nothing')}</Empty> : null}
        {rows.length > 0 ? isGallery ? <Gallery rows={rows} /> : <Rows rows={rows} /> : null}
        {pages.hasNextPage ? (
          <button
            type="button"
            disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {say(pages.isFetchingNextPage ? 'loading' : 'more')}
          </button>
        ) : null}
      </Card>
    </Page>
  );
}

function Filters({
  filter,
  onChange,
}: {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onChange({
      ...filter,
      text: String(form.get('text')).trim(),
      channel: String(form.get('channel')).trim(),
    });
  };
  return (
    <form className="row" onSubmit={submit}>
      <Field label={say('searchFor')}>
        <input name="text" type="search" maxLength={200} defaultValue={filter.text} />
      </Field>
      <Field label={say('state')}>
        <select
          value={filter.state ?? ''}
          onChange={(event) => onChange({ ...filter, state: event.target.value })}
        >
          <option value="">{say('all')}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {say(state)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say('model')}>
        <select
          value={filter.model ?? ''}
          onChange={(event) => onChange({ ...filter, model: event.target.value })}
        >
          <option value="">{say('all')}</option>
          {models.data?.data.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label={say('channel')}>
        <input name="channel" maxLength={63} defaultValue={filter.channel} />
      </Field>
      <button type="submit">{say('find')}</button>
    </form>
  );
}

function Rows({ rows }: { readonly rows: readonly ListedGeneration[] }) {
  const say = useSay();
  return (
    <Table
      head={[
        say('imagesWord'),
        say('prompt'),
        say('state'),
        say('model'),
        say('channel'),
        say('created'),
        say('duration'),
        say('charged'),
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <div className="thumbs">
              {row.images.slice(0, 3).map((image) => (
                <img key={image.url} src={image.thumbnail} alt="" loading="lazy" width={44} height={44} />
              ))}
            </div>
          </td>
          <td className="prompt">
            <Link href={`/generations/${row.id}`}>{row.prompt || row.id}</Link>
          </td>
          <td>
            <StatePill state={row.status} />
            {row.error ? <small> {row.error.code}</small> : null}
          </td>
          <td>{row.model}</td>
          <td>{row.channel ?? '–'}</td>
          <td>{at(row.created_at)}</td>
          <td className="number">{milliseconds(row.duration_ms)}</td>
          <td className="number">{usd(row.charged_usd)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Gallery({ rows }: { readonly rows: readonly ListedGeneration[] }) {
  return (
    <div className="gallery">
      {rows.flatMap((row) =>
        row.images.map((image) => (
          <Link key={image.url} className="gallery-item" href={`/generations/${row.id}`}>
            <img src={image.thumbnail} alt={row.prompt} loading="lazy" />
            <span>{row.prompt}</span>
          </Link>
        )),
      )}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { List, Model, Price, Session } from '../answers.ts';
import { ask, query } from '../ask.ts';
import { useSay } from '../language.tsx';
import { useAct } from '../parts/act.ts';
import { Answered, Card, Page, Problem } from '../parts/basic.tsx';
import { ModelFacts } from '../prices/model-facts.tsx';
import { PriceEditor } from '../prices/price-editor.tsx';
import { PriceTable } from '../prices/price-table.tsx';

export default function Prices({ person }: { readonly person: Session }) {
  const say = useSay();
  const models = useQuery({ queryKey: ['models'], queryFn: () => ask<List<Model>>('GET', '/models') });
  const prices = useQuery({ queryKey: ['prices'], queryFn: () => ask<List<Price>>('GET', '/admin/prices') });
  const [edited, edit] = useState<Price>();
  const remove = useAct(({ model, strategy }: Price) =>
    ask('DELETE', `/admin/prices${query({ model, strategy })}`),
  );
  const canChange = person.role === 'owner' || person.role === 'operator';
  return (
    <Page title={say('prices')}>
      {remove.error ? <Problem error={remove.error} /> : null}
      <Answered of={models}>
        {({ data }) => (
          <>
            {data.map((model) => (
              <Card key={model.name} title={`${model.title} · ${model.name}`}>
                <ModelFacts of={model} />
                <Answered of={prices}>
                  {({ data: all }) => (
                    <PriceTable
                      model={model}
                      prices={all.filter((price) => price.model === model.name)}
                      onEdit={canChange ? edit : undefined}
                      onRemove={remove.mutate}
                    />
                  )}
                </Answered>
              </Card>
            ))}
          </>
        )}
      </Answered>
      {edited ? (
        <PriceEditor
          price={edited}
          prices={prices.data?.data ?? []}
          sizes={models.data?.data.find(({ name }) => name === edited.model)?.resolutions ?? []}
          onClose={() => edit(undefined)}
        />
      ) : null}
    </Page>
  );
}

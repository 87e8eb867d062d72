import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel, List, Session } from '../answers.ts';
import { ask } from '../ask.ts';
import { ChannelDialog } from '../channels/channel-dialog.tsx';
import { ChannelList } from '../channels/channel-list.tsx';
import { useSay } from '../language.tsx';
import { Answered, Card, Empty, Page } from '../parts/basic.tsx';

export default function Channels({ person }: { readonly person: Session }) {
  const say = useSay();
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: () => ask<List<Channel>>('GET', '/admin/channels'),
    refetchInterval: 5_000,
  });
  const [edited, edit] = useState<Channel | 'new'>();
  const canChange = person.role !== 'viewer';
  const add = canChange ? (
    <button type="button" className="primary" onClick={() => edit('new')}>
      {say('newChannel')}
    </button>
  ) : null;
  return (
    <Page title={say('channels')} actions={add}>
      <Answered of={channels}>
        {({ data }) =>
          data.length === 0 ? (
            <Card>
              <Empty action={add}>{say('noChannels')}</Empty>
            </Card>
          ) : (
            <ChannelList channels={data} canChange={canChange} onEdit={edit} />
          )
        }
      </Answered>
      {edited ? <ChannelDialog edited={edited} onClose={() => edit(undefined)} /> : null}
    </Page>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { Channel, List, Provider } from '../answers.ts';
import { ask } from '../ask.ts';
import { useSay } from '../language.tsx';
import { Answered, Dialog } from '../parts/basic.tsx';
import { ChannelForm } from './channel-form.tsx';

export function ChannelDialog(props: { readonly edited: Channel | 'new'; readonly onClose: () => void }) {
  const say = useSay();
  const { edited, onClose } = props;
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: () => ask<List<Provider>>('GET', '/admin/providers'),
  });
  return (
    <Dialog title={edited === 'new' ? say('newChannel') : edited.name} onClose={onClose}>
      <Answered of={providers}>
        {({ data }) => (
          <ChannelForm
            providers={data}
            {...(edited === 'new' ? {} : { channel: edited })}
            onClose={onClose}
          />
        )}
      </Answered>
    </Dialog>
  );
}

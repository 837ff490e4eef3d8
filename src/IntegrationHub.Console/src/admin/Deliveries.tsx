import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { DeliveryAnswer } from '../api/types';
import { useAct } from '../parts/act';
import { usePolling } from '../parts/live';
import { Mark, When, type Tone } from '../parts/marks';
import { useMay } from '../parts/session';
import { Answered } from '../parts/states';

const tones: Record<string, Tone> = { delivered: 'good', waiting: 'busy', parked: 'bad', skipped: 'quiet' };

/** Events for one subscriber with their attempts; one that is parked may be sent once more. */
export function Deliveries({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const mayOperate = useMay('operate');
  const deliveries = useInfiniteQuery({
    queryKey: ['deliveries', id], initialPageParam: null as string | null, refetchInterval: usePolling(10),
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/subscriptions/{id}/deliveries', { path: { id }, query: { limit: 20, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  const again = useAct((delivery: string) => api.post('/api/v1/subscriptions/{id}/deliveries/{delivery}/redeliver', { path: { id, delivery } }), { done: t('delivery.again'), refresh: [['deliveries'], ['subscriptions']] });
  return (
    <Answered query={deliveries} rows={3}>{data => {
      const all = data.pages.flatMap(page => page.items);
      return all.length === 0 ? <p className="quiet">{t('delivery.none')}</p> : (
        <div className="gap-top"><Table<DeliveryAnswer>
          size="small" rowKey="id" pagination={false} dataSource={all} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('delivery.event'), render: (_, d) => <><code className="small break">{d.routingKey}</code></> },
            { title: t('delivery.state'), render: (_, d) => <><Mark tone={tones[d.state] ?? 'quiet'}>{t(`delivery.states.${d.state}`, d.state)}</Mark>{d.problem && <div className="small quiet break means">{d.problem}</div>}</> },
            { title: t('delivery.attempts'), dataIndex: 'attempts', align: 'right' },
            { title: t('delivery.last'), render: (_, d) => <When at={d.lastAt ?? d.since} /> },
            { title: '', render: (_, d) => mayOperate && d.state !== 'skipped' && <Button size="small" loading={again.isPending && again.variables === d.id} onClick={() => again.mutate(d.id)}>{t('delivery.redeliver')}</Button> },
          ]}
        />{deliveries.hasNextPage && <Button loading={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>{t('more', { ns: 'app' })}</Button>}</div>
      );
    }}</Answered>
  );
}

import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { ReleaseSummary } from '../api/types';
import { usePolling } from '../parts/live';
import { Head, Mark, When } from '../parts/marks';
import { useAddress, usePlans } from '../parts/scope';
import { useMay } from '../parts/session';
import { Answered, Nothing } from '../parts/states';
import { said } from '../parts/words';
import { Prepare } from './Prepare';
import { toneOf, usePeriodWords } from './words';

export function ReleaseList() {
  const { t } = useTranslation('releases');
  const [search, change] = useAddress();
  const mayOperate = useMay('operate');
  const [isPreparing, setPreparing] = useState(false);
  const plan = search.get('plan');
  const plans = usePlans();
  const about = usePeriodWords();
  const releases = useInfiniteQuery({
    queryKey: ['releases', 'all', plan], initialPageParam: null as string | null, refetchInterval: usePolling(15),
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/releases', { query: { plan, limit: 50, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  const title = (id: string) => said(plans.data?.find(p => p.id === id)?.title) || id;
  const prepare = mayOperate && <Button type="primary" icon={<PlusOutlined />} onClick={() => setPreparing(true)}>{t('prepare')}</Button>;
  return (
    <>
      <Head title={t('title')} about={t('about')} actions={prepare} />
      <div className="filters"><Select className="wide" aria-label={t('plan')} popupMatchSelectWidth={false} value={plan ?? ''} onChange={value => change({ plan: value })} options={[{ value: '', label: t('allPlans') }, ...(plans.data ?? []).map(p => ({ value: p.id, label: said(p.title) }))]} /></div>
      <Answered query={releases}>{data => {
        const all = data.pages.flatMap(page => page.items);
        return all.length === 0 ? <Nothing text={t('none')} action={prepare} /> : (
          <div className="sheet">
            <Table<ReleaseSummary>
              size="small" pagination={false} rowKey="id" dataSource={all} scroll={{ x: 'max-content' }}
              columns={[
                { title: t('number'), dataIndex: 'id', render: (id: number) => <Link to={`/releases/${id}`}>{t('one', { id })}</Link> },
                { title: t('plan'), dataIndex: 'plan', render: (id: string) => <span className="means">{title(id)}</span> },
                { title: t('period'), render: (_, r) => about(r) },
                { title: t('state'), render: (_, r) => <Mark tone={toneOf[r.state] ?? 'quiet'}>{t(`states.${r.state}`, r.state)}</Mark> },
                { title: t('prepared'), render: (_, r) => <>{r.preparedBy}<div className="small quiet"><When at={r.preparedAt} exact /></div></> },
                { title: t('approved'), render: (_, r) => (r.approvedBy ? <>{r.approvedBy}<div className="small quiet"><When at={r.approvedAt} exact /></div></> : '—') },
              ]}
            />
            {releases.hasNextPage && <Button onClick={() => void releases.fetchNextPage()} loading={releases.isFetchingNextPage}>{t('more', { ns: 'app' })}</Button>}
          </div>
        );
      }}</Answered>
      <Prepare isOpen={isPreparing} onClose={() => setPreparing(false)} plan={plan} />
    </>
  );
}

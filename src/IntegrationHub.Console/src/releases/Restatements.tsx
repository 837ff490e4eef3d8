import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { ReleaseRestatement } from '../api/types';
import { display } from '../parts/format';
import { When } from '../parts/marks';
import { Answered } from '../parts/states';

/** What became of the figures since: before, after and why. The release stays as it was signed. */
export function Restatements({ id, n }: { id: number; n: number }) {
  const { t } = useTranslation('releases');
  const rows = useInfiniteQuery({
    queryKey: ['releases', 'restatements', id, n], initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/releases/{id}/restatements', { path: { id }, query: { limit: 100, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  return (
    <section className="sheet"><h2>{t('restated', { n })}</h2><p className="quiet">{t('restatedAbout')}</p>
      <Answered query={rows} rows={3}>{data => (
        <>
          <Table<ReleaseRestatement>
            size="small" rowKey="id" pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} dataSource={data.pages.flatMap(p => p.items)} scroll={{ x: 'max-content' }}
            columns={[
              { title: t('indicator'), render: (_, r) => <code className="small">{r.indicator}{r.part ? `/${r.part}` : ''}</code> }, { title: t('unit'), dataIndex: 'unit' }, { title: t('period'), render: (_, r) => r.period.id },
              { title: t('before'), align: 'right', render: (_, r) => <span className="quiet">{r.before ? display(r.before.display) : '—'}</span> }, { title: t('after'), align: 'right', render: (_, r) => <b>{r.after ? display(r.after.display) : '—'}</b> },
              { title: t('cause'), render: (_, r) => <>{t(`causes.${r.cause}`, r.cause)}{r.run && <> · <Link to={`/runs/${r.run}`}>{r.source}</Link></>}</> },
              { title: t('at'), render: (_, r) => <When at={r.recordedAt} exact /> },
            ]}
          />
          {rows.hasNextPage && <Button onClick={() => void rows.fetchNextPage()}>{t('more', { ns: 'app' })}</Button>}
        </>
      )}</Answered>
    </section>
  );
}

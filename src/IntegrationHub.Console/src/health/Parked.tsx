import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import { useAct } from '../parts/act';
import { number } from '../parts/format';
import { usePolling } from '../parts/live';
import { Mark, When } from '../parts/marks';
import { useMay } from '../parts/session';
import { Answered } from '../parts/states';

/** Pages that could not be recorded, and messages that nobody could read: both wait for a person. */
export function Parked() {
  const { t } = useTranslation('health');
  const mayOperate = useMay('operate');
  const parked = useQuery({ queryKey: ['health', 'parked'], refetchInterval: usePolling(15), queryFn: ({ signal }) => api.get('/api/v1/parked', { signal }) });
  const release = useAct((batch: string) => api.post('/api/v1/parked/{batch}/release', { path: { batch } }), { done: t('released'), refresh: [['health'], ['sources']] });
  return (
    <section className="sheet"><h2>{t('parked')}</h2>
      <Answered query={parked} rows={2}>{data => data.batches.length + data.messages.length === 0 ? <p><Mark tone="good">{t('noneParked')}</Mark></p> : (
        <>
          {data.batches.length > 0 && <Table
            size="small" pagination={{ pageSize: 20, hideOnSinglePage: true }} rowKey="batch" dataSource={data.batches} scroll={{ x: 'max-content' }}
            columns={[
              { title: t('source'), render: (_, b) => <Link to={`/runs/${b.run}`}>{b.source}/{b.stream}</Link> },
              { title: t('records'), align: 'right', render: (_, b) => number(b.readings) },
              { title: t('since'), render: (_, b) => <When at={b.createdAt} /> },
              { title: t('problem'), render: (_, b) => <span className="means break">{b.problem}</span> },
              { title: '', render: (_, b) => mayOperate && <Button size="small" loading={release.isPending && release.variables === b.batch} onClick={() => release.mutate(b.batch)}>{t('release')}</Button> },
            ]}
          />}
          {data.messages.map((message, i) => <pre key={i} className="text">{JSON.stringify(message, null, 1)}</pre>)}
        </>
      )}</Answered>
    </section>
  );
}

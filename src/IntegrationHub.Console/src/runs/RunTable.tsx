import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client';
import type { RunSummary } from '../api/types';
import { useCodes } from '../codes';
import { ColumnChoice, useColumns } from '../parts/columns';
import { number, took } from '../parts/format';
import { usePolling } from '../parts/live';
import { Mark, NoneLeft, When, type Tone } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';
import './words';

export const toneOf: Record<RunSummary['state'], Tone> = { running: 'busy', succeeded: 'good', failed: 'bad', abandoned: 'warn' };

/** Runs of a source, newest first, with counts that add up. */
export function RunTable({ source }: { source: string }) {
  const { t } = useTranslation('runs');
  const codes = useCodes();
  const [search, change] = useAddress();
  const state = search.get('state');
  const [columns, choose] = useColumns('runs', { stream: true, took: true, fetched: true, accepted: true, unchanged: true, rejected: true });
  const runs = useInfiniteQuery({
    queryKey: ['runs', 'of', source], initialPageParam: null as string | null, refetchInterval: usePolling(5),
    queryFn: ({ signal, pageParam }) => api.get('/api/v1/sources/{id}/runs', { path: { id: source }, query: { limit: 50, cursor: pageParam }, signal }), getNextPageParam: page => page.next,
  });
  return (
    <Answered query={runs}>{data => {
      const all = data.pages.flatMap(page => page.items);
      const shown = all.filter(run => !state || run.state === state);
      if (all.length === 0) return <Nothing text={t('none')} />;
      return (
        <>
          <div className="filters">
            <Select className="mid" aria-label={t('state')} value={state ?? ''} onChange={value => change({ state: value })} options={[{ value: '', label: t('anyState') }, ...Object.keys(toneOf).map(value => ({ value, label: t(`states.${value}`) }))]} />
            <ColumnChoice columns={columns} name={column => t(column)} onChange={choose} />
          </div>
          {shown.length === 0 ? <NoneLeft onClear={() => change({ state: null })} /> : (
            <div className="sheet">
              <Table<RunSummary>
                size="small" pagination={false} rowKey="id" dataSource={shown} scroll={{ x: 'max-content' }} sticky={{ offsetHeader: 56 }}
                columns={[
                  { title: t('started'), dataIndex: 'startedAt', render: (at: string, run) => <Link to={`/runs/${run.id}`}><When at={at} exact /></Link> },
                  { title: t('state'), dataIndex: 'state', render: (value: RunSummary['state'], run) => <><Mark tone={toneOf[value]}>{t(`states.${value}`)}</Mark>{run.errorCode && <div className="small">{codes(run.errorCode).title}</div>}</> },
                  { title: t('stream'), dataIndex: 'stream', hidden: !columns.stream, render: (name: string, run) => <><code>{name}</code><div className="small quiet">{t(`kinds.${run.kind}`, run.kind)}</div></> },
                  { title: t('took'), hidden: !columns.took, align: 'right', render: (_, run) => (run.endedAt ? took(new Date(run.endedAt).getTime() - new Date(run.startedAt).getTime()) : '…') },
                  { title: t('fetched'), dataIndex: 'fetched', hidden: !columns.fetched, align: 'right', render: (n: number) => number(n) },
                  { title: t('accepted'), dataIndex: 'accepted', hidden: !columns.accepted, align: 'right', render: (n: number) => number(n) },
                  { title: t('unchanged'), dataIndex: 'unchanged', hidden: !columns.unchanged, align: 'right', render: (n: number) => number(n) },
                  { title: t('rejected'), dataIndex: 'rejected', hidden: !columns.rejected, align: 'right', render: (n: number) => <span className={n > 0 ? 'warn strong' : undefined}>{number(n)}</span> },
                ]}
              />
              {runs.hasNextPage && <p><Button loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>{t('more', { ns: 'app' })}</Button></p>}
            </div>
          )}
        </>
      );
    }}</Answered>
  );
}

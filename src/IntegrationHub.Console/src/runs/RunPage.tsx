import { ArrowLeftOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../api/client';
import type { RunDetail, RunLogLine } from '../api/types';
import { useCodes } from '../codes';
import { day, number, took } from '../parts/format';
import { usePolling } from '../parts/live';
import { Fact, Head, Mark, When } from '../parts/marks';
import { Answered, Failed, Loading } from '../parts/states';
import { Trace } from '../parts/trace';
import { Counts } from './Counts';
import { toneOf } from './RunTable';
import { Waterfall } from './Waterfall';

export function RunPage() {
  const { t } = useTranslation('runs');
  const id = useParams().id ?? '';
  const isLive = usePolling(3);
  const run = useQuery({ queryKey: ['runs', 'one', id], queryFn: ({ signal }) => api.get('/api/v1/runs/{id}', { path: { id }, signal }), refetchInterval: query => (query.state.data?.state === 'running' || (query.state.data?.batches.pending ?? 0) > 0 ? isLive : false) });
  return (
    <Answered query={run}>{data => (
      <>
        <p className="back no-print"><Link to={`/sources/${encodeURIComponent(data.source)}?tab=runs`}><ArrowLeftOutlined /> {data.source}</Link></p>
        <Head title={t('one', { stream: data.stream })} about={<><Mark tone={toneOf[data.state]}>{t(`states.${data.state}`)}</Mark> · {t(`kinds.${data.kind}`, data.kind)}{data.fromDay && data.toDay ? ` ${day(data.fromDay)} – ${day(data.toDay, -1)}` : ''}</>} />
        <Fault run={data} />
        <div className="sheet">
          <dl className="facts">
            <Fact label={t('started')}><When at={data.startedAt} exact /></Fact>
            <Fact label={t('took')}>{data.endedAt ? took(new Date(data.endedAt).getTime() - new Date(data.startedAt).getTime()) : t('states.running')}</Fact>
            <Fact label={t('pages')}>{number(data.pages)}</Fact>
            {data.restated > 0 && <Fact label={t('restated')}>{number(data.restated)}</Fact>}
            {data.batches.pending > 0 && <Fact label={t('pending')}>{number(data.batches.pending)}</Fact>}
            {data.traceId && <Fact label={t('trace')}><Trace id={data.traceId} /></Fact>}
          </dl>
        </div>
        <Counts run={data} />
        <Steps run={data} isLive={isLive} />
        <Log id={id} isOver={data.state !== 'running'} />
      </>
    )}</Answered>
  );
}

function Fault({ run }: { run: RunDetail }) {
  const { t } = useTranslation('runs');
  const codes = useCodes();
  if (!run.error) return null;
  const words = codes(run.errorCode, run.remedy);
  return (
    <Alert
      className="gap" type="error" showIcon title={words.title || t('states.failed')}
      description={<>{words.remedy && <p className="tight">{words.remedy} <Link to={`/sources/${encodeURIComponent(run.source)}`}>{t('toSource')}</Link></p>}<p className="small quiet break"><code>{run.errorCode}</code> {run.error}</p></>}
    />
  );
}

function Steps({ run, isLive }: { run: RunDetail; isLive: number | false }) {
  const { t } = useTranslation('runs');
  const timeline = useQuery({ queryKey: ['runs', 'timeline', run.id], queryFn: ({ signal }) => api.get('/api/v1/runs/{id}/timeline', { path: { id: run.id }, signal }), refetchInterval: run.state === 'running' || run.batches.pending > 0 ? isLive : false });
  return <section className="sheet"><h2>{t('timeline')}</h2>{timeline.data ? <Waterfall timeline={timeline.data} /> : timeline.isPending ? <Loading rows={5} /> : <Failed fault={timeline.error} retry={() => void timeline.refetch()} />}</section>;
}

function Log({ id, isOver }: { id: string; isOver: boolean }) {
  const { t } = useTranslation('runs');
  const codes = useCodes();
  const log = useQuery({ queryKey: ['runs', 'log', id, isOver], queryFn: ({ signal }) => api.get('/api/v1/runs/{id}/log', { path: { id }, signal }) });
  return (
    <section className="sheet"><h2>{t('log')}</h2>
      <Answered query={log} rows={3}>{lines => lines.length === 0 ? <p className="quiet">{t('nothingToTell')}</p> : (
        <Table<RunLogLine>
          size="small" pagination={false} rowKey={line => `${line.at}${line.code}${line.message}`} dataSource={lines} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('at'), dataIndex: 'at', render: (at: string) => <When at={at} exact /> },
            { title: t('what'), render: (_, line) => <><Mark tone={line.level === 'error' ? 'bad' : 'warn'}>{codes(line.code).title}</Mark>{line.count > 1 && ` × ${number(line.count)}`}<div className="small quiet break">{line.message}</div></> },
            { title: t('stage'), dataIndex: 'stage', render: (stage: string) => t(`stages.${stage}`, stage) },
            { title: t('remedy'), render: (_, line) => <span className="log-remedy">{codes(line.code, line.remedy).remedy ?? ''}</span> },
          ]}
        />
      )}</Answered>
    </section>
  );
}

import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { EffectAmount, EffectRow, SourcePreviewAnswer, StreamPreview } from '../api/types';
import { useCodes } from '../codes';
import { day, display, number } from '../parts/format';
import { Mark, Wide } from '../parts/marks';
import { language } from '../parts/words';

/** What would be counted, what refused, and which figures would change: nothing of it is stored. */
export function PreviewReport({ report }: { report: SourcePreviewAnswer }) {
  const { t } = useTranslation('sources');
  return (
    <section className="sheet" aria-label={t('preview.title')}><h2>{t('preview.title')}</h2>
      <p className="small quiet">{t('preview.about', { from: day(report.from) })}</p>
      {report.effect && <Effect amounts={report.effect.amounts} rows={report.effect.rows} problem={report.effect.problem} records={report.effect.records} />}
      {report.streams.map(stream => <Stream key={stream.stream} stream={stream} />)}
    </section>
  );
}

function Stream({ stream }: { stream: StreamPreview }) {
  const { t } = useTranslation('sources');
  const codes = useCodes();
  const refused = stream.reasons.reduce((sum, r) => sum + r.records, 0);
  const vi = language() === 'vi';
  const values = stream.records.flatMap(record => record.values.map((value, i) => ({ key: `${record.record}|${i}`, record: record.record, ...value })));
  return (
    <div className="preview-stream">
      <h3><code>{stream.stream}</code> <span className="small quiet">{t('preview.read', { n: number(stream.read) })}{stream.complete ? '' : ` ${t('preview.thereIsMore')}`}</span> {refused > 0 && <Mark tone="warn">{t('preview.refused', { n: number(refused) })}</Mark>}</h3>
      {stream.problem && <p><Mark tone="bad">{codes(stream.problem.code).title}</Mark> {vi ? stream.problem.remedyVi : stream.problem.remedyEn}<br /><span className="small quiet break">{stream.problem.message}</span></p>}
      {stream.reasons.length > 0 && <ul className="refused">{stream.reasons.map(reason => <li key={`${reason.code}${reason.place}`}><b>{number(reason.records)}</b> {codes(reason.code).title}{reason.sample && <> <code>{reason.sample}</code></>} <span className="small quiet">{codes(reason.code, reason.remedy).remedy}</span></li>)}</ul>}
      {values.length > 0 && <Wide label={stream.stream}><Table
        size="small" dataSource={values} pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }}
        columns={[
          { title: t('preview.record'), dataIndex: 'record', render: (key: string) => <code className="small">{key}</code> },
          { title: t('preview.unit'), dataIndex: 'unitName' }, { title: t('preview.metric'), dataIndex: 'metricName' },
          { title: t('preview.time'), render: (_, v) => (day(v.from) === day(v.to, -1) ? day(v.from) : `${day(v.from)} – ${day(v.to, -1)}`) },
          { title: t('preview.amount'), align: 'right', render: (_, v) => number(v.amount) },
        ]}
      /></Wide>}
    </div>
  );
}

function Effect({ amounts, rows, problem, records }: { amounts: EffectAmount[]; rows: EffectRow[]; problem: string | null; records: number }) {
  const { t } = useTranslation('sources');
  if (problem) return <p><Mark tone="warn">{t('preview.noEffect')}</Mark> <span className="small quiet">{problem}</span></p>;
  if (amounts.length + rows.length === 0) return <p><Mark tone="quiet">{t('preview.same', { n: number(records) })}</Mark></p>;
  return (
    <>
      <h3>{t('preview.effect', { n: number(records) })}</h3>
      {rows.length > 0 && <Wide label={t('preview.indicator')}><Table<EffectRow>
        size="small" rowKey={r => `${r.plan}|${r.indicator}|${r.part ?? ''}|${r.unit}|${r.period}`} dataSource={rows} pagination={{ pageSize: 8, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }}
        columns={[
          { title: t('preview.indicator'), render: (_, r) => <span className="means">{r.title}</span> }, { title: t('preview.unit'), dataIndex: 'unitName' },
          { title: t('preview.before'), align: 'right', render: (_, r) => <span className="quiet">{display(r.before.display)}</span> }, { title: t('preview.after'), align: 'right', render: (_, r) => <b>{display(r.after.display)}</b> },
        ]}
      /></Wide>}
      {amounts.length > 0 && <Wide label={t('preview.metric')}><Table<EffectAmount>
        size="small" rowKey={a => `${a.metric}|${a.unit}|${a.from}|${a.to}|${a.scope}`} dataSource={amounts} pagination={{ pageSize: 6, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }}
        columns={[
          { title: t('preview.metric'), dataIndex: 'metricName' }, { title: t('preview.unit'), dataIndex: 'unitName' }, { title: t('preview.time'), render: (_, a) => `${day(a.from)} – ${day(a.to, -1)}` },
          { title: t('preview.before'), align: 'right', render: (_, a) => number(a.before) }, { title: t('preview.after'), align: 'right', render: (_, a) => <b>{number(a.after)}</b> },
        ]}
      /></Wide>}
    </>
  );
}

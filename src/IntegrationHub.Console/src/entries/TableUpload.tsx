import { useQuery } from '@tanstack/react-query';
import { Button, Select, Space, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, api, send } from '../api/client';
import type { FileReport, SourceSummary } from '../api/types';
import { useCodes } from '../codes';
import { useAct } from '../parts/act';
import { bytes, number } from '../parts/format';
import { Mark, When } from '../parts/marks';
import { useMay } from '../parts/session';
import { said } from '../parts/words';
import { useSources } from '../sources/queries';

/** Tables of counts are sent as files: looked at first, cell by cell, then sent. */
export function TableUpload() {
  const { t } = useTranslation('entries');
  const mayOperate = useMay('operate');
  const sources = useSources();
  const takers = (sources.data ?? []).filter(s => s.connector === 'files');
  if (!mayOperate || takers.length === 0) return null;
  return <section className="sheet"><h2>{t('upload.title')}</h2><p className="quiet">{t('upload.about')}</p>{takers.map(source => <One key={source.id} source={source} />)}</section>;
}

function One({ source }: { source: SourceSummary }) {
  const { t } = useTranslation('entries');
  const codes = useCodes();
  const [file, setFile] = useState<File | null>(null);
  const [stream, setStream] = useState(source.streams[0]?.stream ?? '');
  const [report, setReport] = useState<FileReport | null>(null);
  const sent = useQuery({ queryKey: ['sources', 'files', source.id], queryFn: ({ signal }) => api.get('/api/v1/sources/{id}/files', { path: { id: source.id }, query: { limit: 5 }, signal }) });
  const put = useAct((preview: boolean) => send<FileReport>('POST', address('/api/v1/sources/{id}/files', { id: source.id }, { name: file!.name, stream, preview }), { body: file!, type: 'application/octet-stream' }), { refresh: [['sources']], then: answer => setReport(answer) });
  return (
    <div className="upload">
      <h3>{said(source.name)}</h3>
      <p className="small">{t('upload.template')}: {(['xlsx', 'csv'] as const).map(kind => <a key={kind} className="kind" download href={address(`/api/v1/sources/{id}/files/template.${kind}`, { id: source.id }, { stream })}>{t(`upload.as_${kind}`)}</a>)}</p>
      <Space wrap>
        {source.streams.length > 1 && <Select aria-label={t('upload.stream')} value={stream} onChange={setStream} options={source.streams.map(s => ({ value: s.stream, label: s.stream }))} />}
        <label className="file"><span className="strong">{t('upload.file')}</span> <input type="file" accept=".csv,.xlsx" aria-label={`${t('upload.file')} · ${said(source.name)}`} onChange={event => { setFile(event.target.files?.[0] ?? null); setReport(null); }} /></label>
        <Button disabled={!file} loading={put.isPending} onClick={() => put.mutate(true)}>{t('upload.look')}</Button>
        <Button type="primary" disabled={!file || !report || report.storedAs != null} loading={put.isPending} onClick={() => put.mutate(false)}>{t('upload.send')}</Button>
      </Space>
      {report && <div role="status">
        <p><Mark tone={report.rejectedRows > 0 ? 'warn' : 'good'}>{t(report.storedAs ? 'upload.sent' : 'upload.seen', { rows: number(report.rows), rejected: number(report.rejectedRows) })}</Mark>{report.unknownColumns.length > 0 && <span className="small quiet"> · {t('upload.unread')}: {report.unknownColumns.join(', ')}</span>}</p>
        {report.rejected.length > 0 && <ul className="refused">{report.rejected.slice(0, 12).map((row, i) => <li key={i} className="small"><b>{row.place}</b>{row.agency && <> · <code>{row.agency}</code></>}{row.cells.map((cell, j) => <div key={j}>{cell.column && `${cell.column}: `}{codes(cell.code).title}{cell.found && <> <code>{cell.found}</code></>} <span className="quiet break">{cell.message}</span></div>)}</li>)}</ul>}
      </div>}
      {(sent.data?.length ?? 0) > 0 && <details><summary>{t('upload.before')}</summary>
        <Table size="small" pagination={false} rowKey="id" dataSource={sent.data} scroll={{ x: 'max-content' }} columns={[{ title: t('upload.file'), dataIndex: 'storedAs' }, { title: t('upload.stream'), dataIndex: 'stream' }, { title: t('upload.size'), align: 'right', render: (_, f) => bytes(f.bytes) }, { title: t('entered'), render: (_, f) => <>{f.sentBy} · <When at={f.sentAt} exact /></> }]} />
      </details>}
    </div>
  );
}

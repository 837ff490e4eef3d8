import { ArrowLeftOutlined, DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Input, Modal, Steps, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../api/client';
import type { ProgressRow, ReleaseDetail, ReleaseSummary } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { day, display, number } from '../parts/format';
import { usePolling } from '../parts/live';
import { Fact, Head, Mark, When, Wide } from '../parts/marks';
import { useMay, useSession } from '../parts/session';
import { Answered } from '../parts/states';
import { Findings } from './Findings';
import { Restatements } from './Restatements';
import { toneOf, usePeriodWords } from './words';

type Step = 'check' | 'submit' | 'approve' | 'withdraw';

export function ReleasePage() {
  const { t } = useTranslation('releases');
  const id = Number(useParams().id);
  const about = usePeriodWords();
  const release = useQuery({ queryKey: ['releases', 'one', id], refetchInterval: usePolling(15), queryFn: ({ signal }) => api.get('/api/v1/releases/{id}', { path: { id }, signal }) });
  return (
    <>
      <p className="back no-print"><Link to="/releases"><ArrowLeftOutlined /> {t('title')}</Link></p>
      <Answered query={release}>{data => (
        <>
          <Head title={t('oneOf', { id, plan: data.release.plan })} about={<><Mark tone={toneOf[data.release.state] ?? 'quiet'}>{t(`states.${data.release.state}`)}</Mark> · {about(data.release)}</>} actions={<Download release={data.release} />} />
          <Way release={data.release} />
          <Next detail={data} />
          <Findings detail={data} />
          {data.restated > 0 && <Restatements id={id} n={data.restated} />}
          <Rows rows={data.rows} />
          <Sources detail={data} />
        </>
      )}</Answered>
    </>
  );
}

/** From draft to announced: who took each step, and when. */
function Way({ release }: { release: ReleaseSummary }) {
  const { t } = useTranslation('releases');
  const at = release.state === 'withdrawn' ? -1 : ['draft', 'checked', 'submitted', 'approved', 'announced'].indexOf(release.state);
  const who = (name: string | null, when: string | null) => (name ? <span className="small">{name}<br /><When at={when} exact /></span> : undefined);
  return (
    <div className="sheet">
      {release.state === 'withdrawn' ? <p><Mark tone="paused">{t('states.withdrawn')}</Mark> {release.withdrawnBy}, <When at={release.withdrawnAt} exact />: “{release.withdrawnBecause}”</p> : (
        <Steps size="small" responsive current={Math.min(at, 3)} status={at >= 3 ? 'finish' : 'process'} items={[
          { title: t('steps.draft'), content: who(release.preparedBy, release.preparedAt) },
          { title: t('steps.checked'), content: release.findings != null ? <span className="small">{t('findings', { n: release.findings })}</span> : undefined },
          { title: t('steps.submitted'), content: who(release.submittedBy, release.submittedAt) },
          { title: t('steps.approved'), content: who(release.approvedBy, release.approvedAt) },
        ]} />
      )}
      <dl className="facts way-facts">
        <Fact label={t('knownAt')}><When at={release.asKnownAt} exact /></Fact>
        <Fact label={t('cutOff')}>{day(release.cutOff, -1)}</Fact>
        {release.acknowledged && <Fact label={t('acknowledged')}>{release.acknowledged}</Fact>}
        {release.digest && <Fact label={t('digest')}><Typography.Text code copyable={{ text: release.digest }} className="small break">{release.digest}</Typography.Text></Fact>}
      </dl>
    </div>
  );
}

/** The one thing to do next, for whoever may. */
function Next({ detail }: { detail: ReleaseDetail }) {
  const { t } = useTranslation('releases');
  const { id, state } = detail.release;
  const session = useSession().data;
  const isDemo = session?.signedIn === 'demo';
  const [mayOperate, mayApprove] = [useMay('operate'), useMay('approve')];
  const [asked, ask] = useState<Step | null>(null);
  const [by, setBy] = useState('');
  const act = useAct(async ({ step, reason }: { step: Step; reason?: string }): Promise<unknown> => api.post(`/api/v1/releases/{id}/${step}`, { path: { id }, body: { by: by.trim() || null, reason: reason || null } }), {
    refresh: [['releases'], ['figures']], done: undefined, then: () => ask(null),
  });
  const isMine = session?.name === detail.release.submittedBy && !isDemo;
  const isBlocked = detail.findings.some(f => f.isBlocking);
  const words = (step: Step) => t(`do.${step}`);
  const press = (step: Step) => (step === 'check' && !isDemo ? act.mutate({ step }) : (setBy(''), ask(step)));
  return (
    <div className="sheet next" aria-label={t('next')}>
      <p className="strong">{t(`nextIs.${state}`)}</p>
      <div className="actions">
        {mayOperate && (state === 'draft' || state === 'checked') && <Button type={state === 'draft' ? 'primary' : 'default'} loading={act.isPending && act.variables?.step === 'check'} onClick={() => act.mutate({ step: 'check' })}>{words('check')}</Button>}
        {mayOperate && state === 'checked' && <Button type="primary" disabled={isBlocked} onClick={() => press('submit')}>{words('submit')}</Button>}
        {mayApprove && state === 'submitted' && <Button type="primary" disabled={isMine} onClick={() => press('approve')}>{words('approve')}</Button>}
        {mayOperate && ['draft', 'checked', 'submitted'].includes(state) && <Button danger onClick={() => press('withdraw')}>{words('withdraw')}</Button>}
      </div>
      {isMine && state === 'submitted' && <p className="small warn">{t('notYourself')}</p>}
      {isBlocked && state === 'checked' && <p className="small warn">{t('blocked')}</p>}
      <Modal title={t('do.approve')} open={asked === 'approve'} onCancel={() => ask(null)} okText={t('do.approve')} cancelText={t('cancel', { ns: 'app' })} confirmLoading={act.isPending} okButtonProps={{ disabled: isDemo && !by.trim() }} onOk={() => act.mutate({ step: 'approve' })} destroyOnHidden>
        <p>{t('approveAbout')}</p>{isDemo && <ByName value={by} onChange={setBy} />}
      </Modal>
      <ReasonDialog title={t('do.submit')} ok={t('do.submit')} isNeeded={detail.findings.length > 0} isOpen={asked === 'submit'} isBusy={act.isPending} onClose={() => ask(null)} onDone={reason => act.mutate({ step: 'submit', reason })} about={<><p>{t(detail.findings.length > 0 ? 'submitWithFindings' : 'submitAbout', { n: detail.findings.length })}</p>{isDemo && <ByName value={by} onChange={setBy} />}</>} />
      <ReasonDialog title={t('do.withdraw')} ok={t('do.withdraw')} isDangerous isOpen={asked === 'withdraw'} isBusy={act.isPending} onClose={() => ask(null)} onDone={reason => act.mutate({ step: 'withdraw', reason })} about={<><p>{t('withdrawAbout')}</p>{isDemo && <ByName value={by} onChange={setBy} />}</>} />
    </div>
  );
}

/** Where nobody signs in, whoever acts says a name: two steps need two of them. */
function ByName({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation('releases');
  return <div className="field"><label htmlFor="step-by" className="strong">{t('byName')}</label><Input id="step-by" value={value} onChange={event => onChange(event.target.value)} /></div>;
}

function Download({ release }: { release: ReleaseSummary }) {
  const { t } = useTranslation('releases');
  const link = (kind: string) => <a href={`/api/v1/releases/${release.id}/report.${kind}`} download={`release-${release.id}.${kind}`}>{t(`file.${kind}`)}</a>;
  return <Dropdown trigger={['click']} menu={{ items: ['docx', 'xlsx', 'csv', ...(release.digest ? ['json'] : [])].map(key => ({ key, label: link(key) })) }}><Button icon={<DownloadOutlined />}>{t('download')}</Button></Dropdown>;
}

function Rows({ rows }: { rows: ProgressRow[] }) {
  const { t } = useTranslation('releases');
  return (
    <section className="sheet"><h2>{t('rows')}</h2>
      <Wide label={t('rows')}><Table<ProgressRow>
        size="small" pagination={false} rowKey={r => `${r.indicator}|${r.part ?? ''}|${r.level ?? ''}`} dataSource={rows}
        columns={[
          { title: t('indicator'), render: (_, r) => <span className="means">{r.title}</span> },
          { title: t('target'), align: 'right', render: (_, r) => (r.target?.threshold != null ? `${({ '>=': '≥', '<=': '≤' } as Record<string, string>)[r.target.operator] ?? r.target.operator} ${number(r.target.threshold)}` : '—') },
          { title: t('result'), align: 'right', render: (_, r) => <b>{display(r.display)}</b> },
          { title: t('verdict'), render: (_, r) => <Mark tone={r.verdict === 'Met' || r.verdict === 'MetCertain' ? 'good' : r.verdict === 'NotMet' || r.verdict === 'NotMetCertain' ? 'bad' : 'quiet'}>{t(`verdicts.${r.verdict}`)}</Mark> },
        ]}
      /></Wide>
    </section>
  );
}

function Sources({ detail }: { detail: ReleaseDetail }) {
  const { t } = useTranslation('releases');
  return (
    <details className="sheet"><summary className="strong">{t('sources')}</summary>
      <Table size="small" pagination={false} rowKey={s => `${s.source}/${s.stream}`} dataSource={detail.sources} scroll={{ x: 'max-content' }} columns={[
        { title: t('source'), render: (_, s) => <Link to={`/sources/${encodeURIComponent(s.source)}`}>{s.source}/{s.stream}</Link> }, { title: t('confirmedTo'), render: (_, s) => (s.confirmedTo ? day(s.confirmedTo) : '—') }, { title: t('rejected'), align: 'right', dataIndex: 'rejected' },
      ]} />
      {detail.difficulties.map(d => <p key={`${d.unit}${d.from}`}><b>{d.unit}</b> {day(d.from)} – {day(d.to, -1)}: {d.text} <span className="small quiet">({d.enteredBy}, {d.confirmedBy})</span></p>)}
    </details>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { ReasonDialog, useAct } from '../parts/act';
import { usePolling } from '../parts/live';
import { Mark, When } from '../parts/marks';
import { useMay, useSession } from '../parts/session';
import { Answered } from '../parts/states';
import { Differences, FindingsList } from './Catalogue';

/** Changes of the catalogue that wait for a second person. */
export function Drafts() {
  const drafts = useQuery({ queryKey: ['catalogue', 'drafts'], refetchInterval: usePolling(15), queryFn: ({ signal }) => api.get('/api/v1/catalogue/drafts', { query: { state: 'open', limit: 20 }, signal }) });
  return <>{drafts.data?.map(draft => <One key={draft.id} id={draft.id} />)}</>;
}

function One({ id }: { id: number }) {
  const { t } = useTranslation('admin');
  const session = useSession().data;
  const isDemo = session?.signedIn === 'demo';
  const [mayOperate, mayApprove] = [useMay('operate'), useMay('approve')];
  const [asked, ask] = useState<'approve' | 'withdraw' | null>(null);
  const [by, setBy] = useState('');
  const draft = useQuery({ queryKey: ['catalogue', 'draft', id], queryFn: ({ signal }) => api.get('/api/v1/catalogue/drafts/{id}', { path: { id }, signal }) });
  const refresh = [['catalogue'], ['plans'], ['figures'], ['org-units'], ['sources']];
  const approve = useAct(() => api.post('/api/v1/catalogue/drafts/{id}/approve', { path: { id }, body: { by: by.trim() || null } }), { done: t('catalogue.approved'), refresh, then: () => ask(null) });
  const withdraw = useAct((reason: string) => api.post('/api/v1/catalogue/drafts/{id}/withdraw', { path: { id }, body: { reason, by: null } }), { done: t('catalogue.withdrawn'), refresh, then: () => ask(null) });
  return (
    <Answered query={draft} rows={3}>{({ draft: of, changes, findings, stale }) => (
      <section className="sheet" aria-label={t('catalogue.draft', { id })}><h2><Mark tone="late">{t('catalogue.draft', { id })}</Mark></h2>
        <p>“{of.note}” · {of.createdBy}, <When at={of.createdAt} exact /></p>
        {stale.length > 0 && <p className="warn">{t('catalogue.stale')}: {stale.join(', ')}</p>}
        <FindingsList findings={findings} /><Differences files={changes} />
        <p className="actions gap-top">
          {mayApprove && <Button type="primary" disabled={!isDemo && session?.name === of.createdBy} onClick={() => ask('approve')}>{t('catalogue.approve')}</Button>}
          {mayOperate && <Button danger onClick={() => ask('withdraw')}>{t('catalogue.withdraw')}</Button>}
        </p>
        {!isDemo && session?.name === of.createdBy && <p className="small warn">{t('catalogue.another')}</p>}
        <Modal title={t('catalogue.approve')} open={asked === 'approve'} onCancel={() => ask(null)} okText={t('catalogue.approve')} cancelText={t('cancel', { ns: 'app' })} confirmLoading={approve.isPending} okButtonProps={{ disabled: isDemo && !by.trim() }} onOk={() => approve.mutate()} destroyOnHidden>
          <p>{t('catalogue.approveAbout')}</p>{isDemo && <div className="field"><label htmlFor="draft-by" className="strong">{t('catalogue.by')}</label><Input id="draft-by" value={by} onChange={event => setBy(event.target.value)} /></div>}
        </Modal>
        <ReasonDialog title={t('catalogue.withdraw')} ok={t('catalogue.withdraw')} isDangerous isOpen={asked === 'withdraw'} isBusy={withdraw.isPending} onClose={() => ask(null)} onDone={reason => withdraw.mutate(reason)} />
      </section>
    )}</Answered>
  );
}

import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Entry } from '../api/types';
import { useAct } from '../parts/act';
import { number } from '../parts/format';
import { useSession } from '../parts/session';

/** A second person says that it is right. */
export function ConfirmDialog({ entry, isOpen, onClose }: { entry: Entry; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('entries');
  const isDemo = useSession().data?.signedIn === 'demo';
  const [by, setBy] = useState('');
  const confirm = useAct(() => api.post('/api/v1/entries/{id}/confirm', { path: { id: entry.id }, body: { by: by.trim() || null, reason: null } }), { done: t('confirmed'), refresh: [['entries'], ['figures']], then: onClose });
  return (
    <Modal title={t('confirmTitle')} open={isOpen} onCancel={onClose} okText={t('confirm')} cancelText={t('cancel', { ns: 'app' })} confirmLoading={confirm.isPending} okButtonProps={{ disabled: isDemo && !by.trim() }} onOk={() => confirm.mutate()} destroyOnHidden>
      <p>{t('confirmAbout', { who: entry.enteredBy })}</p>
      <p><b>{entry.amount != null ? number(entry.amount) : entry.state ? t(`states.${entry.state}`, entry.state) : entry.note}</b>{entry.document && ` · ${entry.document}`}</p>
      {isDemo && <div className="field"><label htmlFor="confirm-by" className="strong">{t('byName')}</label><Input id="confirm-by" value={by} onChange={event => setBy(event.target.value)} /></div>}
    </Modal>
  );
}

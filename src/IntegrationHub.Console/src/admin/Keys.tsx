import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, InputNumber, Modal, Select, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { KeyAnswer, KeyIssued } from '../api/types';
import { useAct } from '../parts/act';
import { Mark, When } from '../parts/marks';
import { Answered, Nothing } from '../parts/states';
import { UnitSelect } from './UnitSelect';

interface Form { name: string; roles: string[]; unit: string; days: number | null }

/** Keys of machines. The whole key is told once. */
export function Keys() {
  const { t } = useTranslation('admin');
  const { modal } = App.useApp();
  const [form, setForm] = useState<Form | null>(null);
  const [issued, setIssued] = useState<KeyIssued | null>(null);
  const keys = useQuery({ queryKey: ['keys'], queryFn: ({ signal }) => api.get('/api/v1/keys', { signal }) });
  const refresh = [['keys']];
  const make = useAct((to: Form) => api.post('/api/v1/keys', { body: { name: to.name.trim(), roles: to.roles, unit: to.unit || null, days: to.days } }), { refresh, then: made => { setForm(null); setIssued(made); } });
  const rotate = useAct((id: string) => api.post('/api/v1/keys/{id}/rotate', { path: { id }, body: { overlapHours: 24 } }), { refresh, then: made => setIssued(made) });
  const revoke = useAct((id: string) => api.delete('/api/v1/keys/{id}', { path: { id } }), { done: t('keys.revoked'), refresh });
  const add = <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({ name: '', roles: ['viewer'], unit: '', days: 365 })}>{t('keys.add')}</Button>;
  return (
    <>
      <p className="quiet">{t('keys.about')}</p>
      <Answered query={keys}>{all => all.length === 0 ? <Nothing text={t('keys.none')} action={add} /> : (
        <div className="sheet"><p>{add}</p><Table<KeyAnswer>
          size="small" pagination={false} rowKey="id" dataSource={all} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('keys.name'), render: (_, k) => <>{k.name}<div className="small quiet"><code>{k.id}…</code></div></> }, { title: t('keys.roles'), render: (_, k) => k.roles.map(r => t(`roles.${r}`, r)).join(', ') }, { title: t('keys.unit'), render: (_, k) => k.unit ?? t('users.whole') },
            { title: t('keys.state'), render: (_, k) => <Mark tone={k.good ? 'good' : 'paused'}>{t(k.good ? 'keys.good' : 'keys.over')}</Mark> },
            { title: t('keys.expires'), render: (_, k) => (k.expiresAt ? <When at={k.expiresAt} exact /> : t('keys.never')) }, { title: t('keys.used'), render: (_, k) => <When at={k.usedAt} /> },
            { title: '', render: (_, k) => k.good && <span className="actions"><Button size="small" onClick={() => void modal.confirm({ title: t('keys.rotate'), content: t('keys.rotateAbout'), okText: t('keys.rotate'), onOk: () => rotate.mutateAsync(k.id).catch(() => undefined) })}>{t('keys.rotate')}</Button><Button size="small" danger onClick={() => void modal.confirm({ title: t('keys.revokeTitle', { name: k.name }), content: t('keys.revokeAbout'), okText: t('keys.revoke'), okButtonProps: { danger: true }, onOk: () => revoke.mutateAsync(k.id).catch(() => undefined) })}>{t('keys.revoke')}</Button></span> },
          ]}
        /></div>
      )}</Answered>
      {form && <Modal title={t('keys.add')} open onCancel={() => setForm(null)} okText={t('keys.add')} cancelText={t('cancel', { ns: 'app' })} confirmLoading={make.isPending} okButtonProps={{ disabled: !form.name.trim() || form.roles.length === 0 }} onOk={() => make.mutate(form)}>
        <div className="field"><label htmlFor="key-name" className="strong">{t('keys.name')}</label><Input id="key-name" value={form.name} onChange={event => setForm({ ...form, name: event.target.value })} /></div>
        <div className="field"><label htmlFor="key-roles" className="strong">{t('keys.roles')}</label><Select id="key-roles" className="full" mode="multiple" value={form.roles} onChange={value => setForm({ ...form, roles: value })} options={['viewer', 'operator', 'admin'].map(value => ({ value, label: t(`roles.${value}`) }))} /></div>
        <div className="field"><label htmlFor="key-unit" className="strong">{t('keys.unit')}</label><UnitSelect id="key-unit" value={form.unit} onChange={unit => setForm({ ...form, unit })} /></div>
        <div className="field"><label htmlFor="key-days" className="strong">{t('keys.days')}</label><InputNumber id="key-days" className="full" min={1} max={3650} value={form.days} onChange={days => setForm({ ...form, days })} /><p className="small quiet">{t('keys.daysHelp')}</p></div>
      </Modal>}
      <Modal title={t('keys.onceTitle')} open={issued !== null} onCancel={() => setIssued(null)} footer={<Button type="primary" onClick={() => setIssued(null)}>{t('close', { ns: 'app' })}</Button>} mask={{ closable: false }} destroyOnHidden>
        <p className="warn">{t('keys.once')}</p><Typography.Text code copyable className="break">{issued?.secret}</Typography.Text>
      </Modal>
    </>
  );
}

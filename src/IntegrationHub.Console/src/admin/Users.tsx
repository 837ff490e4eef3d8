import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { UserAnswer } from '../api/types';
import { useAct } from '../parts/act';
import { Mark, When } from '../parts/marks';
import { Answered, Nothing } from '../parts/states';
import { UnitSelect } from './UnitSelect';

export const roles = ['viewer', 'operator', 'approver', 'admin'];

interface Form { name: string; roles: string[]; unit: string; password: string }

/** People who sign in with a password of the hub's own. */
export function Users() {
  const { t } = useTranslation('admin');
  const { modal } = App.useApp();
  const [form, setForm] = useState<Form | null>(null);
  const [old, setOld] = useState<UserAnswer | null>(null);
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => api.get('/api/v1/users', { signal }) });
  const refresh = [['users']];
  const close = () => { setForm(null); setOld(null); };
  const save = useAct(async (to: Form): Promise<unknown> => (old
    ? api.patch('/api/v1/users/{name}', { path: { name: old.name }, body: { roles: to.roles, unit: to.unit || null, allUnits: to.unit ? null : true, locked: null, password: to.password || null } })
    : api.post('/api/v1/users', { body: { name: to.name.trim(), roles: to.roles, unit: to.unit || null, password: to.password } })), { done: t('users.saved'), refresh, then: close });
  const lock = useAct((user: UserAnswer) => api.patch('/api/v1/users/{name}', { path: { name: user.name }, body: { roles: null, unit: null, allUnits: null, locked: !(user.locked || user.lockedUntil), password: null } }), { done: t('users.saved'), refresh });
  const remove = useAct((name: string) => api.delete('/api/v1/users/{name}', { path: { name } }), { done: t('users.removed'), refresh });
  const add = <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({ name: '', roles: ['viewer'], unit: '', password: '' })}>{t('users.add')}</Button>;
  return (
    <>
      <p className="quiet">{t('users.about')}</p>
      <Answered query={users}>{all => all.length === 0 ? <Nothing text={t('users.none')} action={add} /> : (
        <div className="sheet"><p>{add}</p><Table<UserAnswer>
          size="small" pagination={false} rowKey="name" dataSource={all} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('users.name'), dataIndex: 'name' }, { title: t('users.roles'), render: (_, u) => u.roles.map(r => t(`roles.${r}`, r)).join(', ') }, { title: t('users.unit'), render: (_, u) => u.unit ?? t('users.whole') },
            { title: t('users.state'), render: (_, u) => <Mark tone={u.locked ? 'paused' : u.lockedUntil ? 'warn' : 'good'}>{t(u.locked ? 'users.locked' : u.lockedUntil ? 'users.until' : 'users.active')}</Mark> },
            { title: t('users.signedIn'), render: (_, u) => <When at={u.signedInAt} /> },
            { title: '', render: (_, u) => <span className="actions"><Button size="small" onClick={() => { setOld(u); setForm({ name: u.name, roles: [...u.roles], unit: u.unit ?? '', password: '' }); }}>{t('users.change')}</Button><Button size="small" onClick={() => lock.mutate(u)}>{t(u.locked || u.lockedUntil ? 'users.unlock' : 'users.lock')}</Button><Button size="small" danger onClick={() => void modal.confirm({ title: t('users.removeTitle', { name: u.name }), content: t('users.removeAbout'), okText: t('remove'), okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(u.name).catch(() => undefined) })}>{t('remove')}</Button></span> },
          ]}
        /></div>
      )}</Answered>
      {form && <Modal title={old ? `${t('users.change')}: ${old.name}` : t('users.add')} open onCancel={close} okText={t('save', { ns: 'app' })} cancelText={t('cancel', { ns: 'app' })} confirmLoading={save.isPending} okButtonProps={{ disabled: !form.name.trim() || form.roles.length === 0 || (!old && form.password.length < 12) }} onOk={() => save.mutate(form)}>
        {!old && <div className="field"><label htmlFor="user-name" className="strong">{t('users.name')}</label><Input id="user-name" autoComplete="off" value={form.name} onChange={event => setForm({ ...form, name: event.target.value })} /></div>}
        <div className="field"><label htmlFor="user-roles" className="strong">{t('users.roles')}</label><Select id="user-roles" className="full" mode="multiple" value={form.roles} onChange={value => setForm({ ...form, roles: value })} options={roles.map(value => ({ value, label: t(`roles.${value}`) }))} /></div>
        <div className="field"><label htmlFor="user-unit" className="strong">{t('users.unit')}</label><UnitSelect id="user-unit" value={form.unit} onChange={unit => setForm({ ...form, unit })} /></div>
        <div className="field"><label htmlFor="user-password" className="strong">{t(old ? 'users.newPassword' : 'users.password')}</label><Input.Password id="user-password" autoComplete="new-password" value={form.password} onChange={event => setForm({ ...form, password: event.target.value })} /><p className="small quiet">{t('users.passwordHelp')}</p></div>
      </Modal>}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Modal, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useAct } from '../parts/act';
import { When } from '../parts/marks';
import { Answered, Nothing } from '../parts/states';

/** Names of what is kept encrypted in the store; a value goes in and never comes out. */
export function Secrets() {
  const { t } = useTranslation('admin');
  const { modal } = App.useApp();
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const secrets = useQuery({ queryKey: ['secrets'], queryFn: ({ signal }) => api.get('/api/v1/secrets', { signal }) });
  const put = useAct(() => api.put('/api/v1/secrets/{name}', { path: { name: name!.trim() }, body: { value } }), { done: t('secrets.kept'), refresh: [['secrets']], then: () => { setName(null); setValue(''); } });
  const remove = useAct((of: string) => api.delete('/api/v1/secrets/{name}', { path: { name: of } }), { done: t('secrets.removed'), refresh: [['secrets']] });
  const add = <Button type="primary" onClick={() => setName('')}>{t('secrets.add')}</Button>;
  const isNew = name !== null && !secrets.data?.some(s => s.name === name);
  return (
    <>
      <p className="quiet">{t('secrets.about')}</p>
      <Answered query={secrets}>{all => all.length === 0 ? <Nothing text={t('secrets.none')} action={add} /> : (
        <div className="sheet"><p>{add}</p><Table
          size="small" pagination={false} rowKey="name" dataSource={all} scroll={{ x: 'max-content' }}
          columns={[
            { title: t('secrets.name'), dataIndex: 'name', render: (n: string) => <code>store:{n}</code> }, { title: t('secrets.setAt'), render: (_, s) => <>{s.setBy} · <When at={s.setAt} exact /></> },
            { title: '', render: (_, s) => <span className="actions"><Button size="small" onClick={() => setName(s.name)}>{t('secrets.replace')}</Button><Button size="small" danger onClick={() => void modal.confirm({ title: t('secrets.removeTitle', { name: s.name }), content: t('secrets.removeAbout'), okText: t('remove'), okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(s.name).catch(() => undefined) })}>{t('remove')}</Button></span> },
          ]}
        /></div>
      )}</Answered>
      <Modal title={t(isNew ? 'secrets.add' : 'secrets.replace')} open={name !== null} onCancel={() => { setName(null); setValue(''); }} okText={t('save', { ns: 'app' })} cancelText={t('cancel', { ns: 'app' })} okButtonProps={{ disabled: !name?.trim() || !value }} confirmLoading={put.isPending} onOk={() => put.mutate()} destroyOnHidden>
        <div className="field"><label htmlFor="secret-name" className="strong">{t('secrets.name')}</label><Input id="secret-name" value={name ?? ''} onChange={event => setName(event.target.value)} /></div>
        <div className="field"><label htmlFor="secret-value" className="strong">{t('secrets.value')}</label><Input.Password id="secret-value" autoComplete="new-password" value={value} onChange={event => setValue(event.target.value)} /></div>
      </Modal>
    </>
  );
}

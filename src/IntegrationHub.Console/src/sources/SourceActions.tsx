import { DeleteOutlined, EditOutlined, MoreOutlined, PauseOutlined, PlayCircleOutlined, SyncOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import type { SourceSummary } from '../api/types';
import { ReasonDialog, useAct } from '../parts/act';
import { useMay } from '../parts/session';
import { said } from '../parts/words';
import type { Judged } from './judge';

/** Pull now; where the source has hours of its own, a second press says that it is meant. */
function usePull(id: string) {
  const { t } = useTranslation('sources');
  const { modal } = App.useApp();
  return useAct(async () => {
    try {
      return await api.post('/api/v1/sources/{id}/pull', { path: { id } });
    } catch (fault) {
      if (!(fault instanceof Problem && fault.type === 'outside-hours') || !(await modal.confirm({ title: t('outsideHours'), okText: t('do.pull') }))) throw fault;
      return api.post('/api/v1/sources/{id}/pull', { path: { id }, query: { now: true } });
    }
  }, { done: answer => t(answer.running ? 'pullRunning' : 'pullAsked'), refresh: [['sources']] });
}

/** What may be pressed; what mends the trouble stands first and in colour. */
export function SourceActions({ source, judged, revision }: { source: SourceSummary; judged: Judged; revision?: string }) {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const mayOperate = useMay('operate');
  const [isPausing, setPausing] = useState(false);
  const refresh = [['sources'], ['health']];
  const pull = usePull(source.id);
  const pause = useAct((reason: string) => api.post('/api/v1/sources/{id}/pause', { path: { id: source.id }, body: { reason: reason || null } }), { done: t('paused'), refresh, then: () => setPausing(false) });
  const resume = useAct(() => api.post('/api/v1/sources/{id}/resume', { path: { id: source.id } }), { done: t('resumed'), refresh });
  const remove = useAct(() => api.delete('/api/v1/sources/{id}', { path: { id: source.id }, revision }), { done: t('removed'), refresh: [['sources', 'all'], ['health']], then: () => navigate('/sources') });
  const go = (tab: string, start?: string) => navigate(`/sources/${encodeURIComponent(source.id)}?tab=${tab}${start ? `&start=${start}` : ''}`);
  if (!mayOperate) return null;
  const isOff = source.paused || !source.enabled;
  return (
    <div className="actions source-actions">
      {judged.cure === 'account' && <Button type="primary" icon={<EditOutlined />} onClick={() => go('edit', 'account')}>{t('do.account')}</Button>}
      {judged.cure === 'open' && <Button type="primary" onClick={() => go('runs')}>{t('do.open')}</Button>}
      {judged.cure === 'settle' && <Button type="primary" onClick={() => navigate(`/quarantine?source=${encodeURIComponent(source.id)}`)}>{t('do.settle')}</Button>}
      {judged.cure === 'resume' && <Button type="primary" icon={<PlayCircleOutlined />} loading={resume.isPending} onClick={() => resume.mutate()}>{t('do.resume')}</Button>}
      <Button onClick={() => go('try', 'test')}>{t('do.test')}</Button>
      <Button onClick={() => go('try', 'preview')}>{t('do.preview')}</Button>
      {!isOff && <Button type={judged.cure === 'pull' ? 'primary' : 'default'} icon={<SyncOutlined />} disabled={source.state === 'running' || source.pullRequested} loading={pull.isPending} onClick={() => pull.mutate()}>{t(source.pullRequested ? 'do.asked' : 'do.pull')}</Button>}
      <Dropdown trigger={['click']} menu={{
        items: [
          { key: 'edit', icon: <EditOutlined />, label: t('tab.edit'), onClick: () => go('edit') },
          { key: 'backfill', label: t('tab.backfill'), onClick: () => go('backfill') },
          { key: 'history', label: t('tab.history'), onClick: () => go('history') },
          ...(source.paused ? [] : [{ key: 'pause', icon: <PauseOutlined />, label: t('do.pause'), onClick: () => setPausing(true) }]),
          ...(revision ? [{ key: 'remove', danger: true, icon: <DeleteOutlined />, label: t('do.remove'), onClick: () => void modal.confirm({ title: t('removeTitle', { name: said(source.name) }), content: t('removeAbout'), okText: t('do.remove'), okButtonProps: { danger: true }, onOk: () => remove.mutateAsync().catch(() => undefined) }) }] : []),
        ],
      }}>
        <Button icon={<MoreOutlined />} aria-label={t('do.more', { name: said(source.name) })} />
      </Dropdown>
      <ReasonDialog title={t('pauseTitle', { name: said(source.name) })} about={<p>{t('pauseAbout')}</p>} ok={t('do.pause')} isNeeded={false} isOpen={isPausing} isBusy={pause.isPending} onClose={() => setPausing(false)} onDone={reason => pause.mutate(reason)} />
    </div>
  );
}

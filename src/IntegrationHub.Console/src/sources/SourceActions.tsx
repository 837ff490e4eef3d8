import { SyncOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import type { SourceSummary } from '../api/types';
import { useAct } from '../parts/act';
import { useMay } from '../parts/session';
import type { Judged } from './judge';

/** Pull now; where the source has hours of its own, a second press says that it is meant. */
export function usePull(id: string) {
  const { t } = useTranslation('sources');
  return useAct((isForced: boolean | undefined) => api.post('/api/v1/sources/{id}/pull', { path: { id }, query: isForced ? { now: true } : {} }).catch((fault: unknown) => {
    if (fault instanceof Problem && fault.type === 'outside-hours' && window.confirm(t('outsideHours'))) return api.post('/api/v1/sources/{id}/pull', { path: { id }, query: { now: true } });
    throw fault;
  }), { done: answer => t(answer.running ? 'pullRunning' : 'pullAsked'), refresh: [['sources']] });
}

export function SourceActions({ source, judged }: { source: SourceSummary; judged: Judged }) {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const mayOperate = useMay('operate');
  const pull = usePull(source.id);
  const go = (tab: string) => navigate(`/sources/${encodeURIComponent(source.id)}?tab=${tab}`);
  if (!mayOperate) return null;
  const isOff = source.paused || !source.enabled;
  return (
    <div className="actions source-actions">
      {judged.cure === 'open' && <Button type="primary" onClick={() => go('runs')}>{t('do.open')}</Button>}
      {judged.cure === 'settle' && <Button type="primary" onClick={() => navigate(`/quarantine?source=${encodeURIComponent(source.id)}`)}>{t('do.settle')}</Button>}
      {!isOff && <Button type={judged.cure === 'pull' ? 'primary' : 'default'} icon={<SyncOutlined />} disabled={source.state === 'running' || source.pullRequested} loading={pull.isPending} onClick={() => pull.mutate(undefined)}>{t(source.pullRequested ? 'do.asked' : 'do.pull')}</Button>}
    </div>
  );
}

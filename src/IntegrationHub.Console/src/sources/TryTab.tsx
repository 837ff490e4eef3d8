import { Button, Space } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useAct } from '../parts/act';
import { useAddress } from '../parts/scope';
import { PreviewReport } from './PreviewReport';
import { TestReport } from './TestReport';

/** The source as it is saved: does it answer, and what would be counted? */
export function TryTab({ id }: { id: string }) {
  const { t } = useTranslation('sources');
  const [search, change] = useAddress();
  const test = useAct(() => api.post('/api/v1/sources/{id}/test', { path: { id }, body: { definition: null } }));
  const preview = useAct(() => api.post('/api/v1/sources/{id}/preview', { path: { id }, body: { stream: null, limit: 20, from: null, effect: true, definition: null } }));
  const asked = search.get('start');
  const isStarted = useRef(false);
  useEffect(() => {
    if (!asked || isStarted.current) return;
    isStarted.current = true;
    change({ start: null });
    (asked === 'preview' ? preview : test).mutate();
  }, [asked, change, preview, test]);
  const isBusy = test.isPending || preview.isPending;
  return (
    <div aria-live="polite">
      <Space wrap className="gap">
        <Button type="primary" loading={test.isPending} disabled={isBusy} onClick={() => test.mutate()}>{t('do.test')}</Button>
        <Button loading={preview.isPending} disabled={isBusy} onClick={() => preview.mutate()}>{t('do.preview')}</Button>
      </Space>
      {test.isPending && <p className="sheet" role="status">{t('test.running')}</p>}
      {test.data && !test.isPending && <TestReport report={test.data} />}
      {preview.isPending && <p className="sheet" role="status">{t('preview.running')}</p>}
      {preview.data && !preview.isPending && <PreviewReport report={preview.data} />}
      {!isBusy && !test.data && !preview.data && <p className="sheet quiet">{t('test.about')}</p>}
    </div>
  );
}

import { Button, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';

/** A screen that fails takes neither the frame nor the other screens with it. */
export function Broken() {
  const fault = useRouteError();
  const { t } = useTranslation('app');
  return (
    <Result
      status="error" title={t('broken.title')} subTitle={t('broken.text')}
      extra={<Button type="primary" onClick={() => location.reload()}>{t('broken.reload')}</Button>}
    ><code>{fault instanceof Error ? fault.message : String(fault)}</code></Result>
  );
}

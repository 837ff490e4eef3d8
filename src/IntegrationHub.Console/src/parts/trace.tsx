import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useClock } from './session';

/** The id of a trace to be copied, and where it is looked at if the hub was told (HUB_TRACE_URL). */
export function Trace({ id }: { id: string }) {
  const { t } = useTranslation('app');
  const { traceUrl } = useClock();
  return (
    <>
      <Typography.Text code copyable={{ text: id }} className="small">{id}</Typography.Text>
      {traceUrl && <> <a href={traceUrl.replaceAll('{traceId}', encodeURIComponent(id))} target="_blank" rel="noopener noreferrer">{t('openTrace')}</a></>}
    </>
  );
}

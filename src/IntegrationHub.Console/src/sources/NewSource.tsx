import { ArrowLeftOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Head } from '../parts/marks';
import { useMay } from '../parts/session';
import { Answered, Nothing } from '../parts/states';
import { said } from '../parts/words';
import { Editor, useConnectors } from './Editor';

/** First: what kind of system is it? */
export function Gallery() {
  const { t } = useTranslation('sources');
  const isAdministrator = useMay('administer');
  const connectors = useConnectors();
  return (
    <>
      <p className="back no-print"><Link to="/sources"><ArrowLeftOutlined /> {t('title')}</Link></p>
      <Head title={t('new.title')} about={t('new.about')} />
      <Answered query={connectors}>{all => (
        <ul className="cards">{all.map(connector => {
          const isShut = connector.administratorsOnly && !isAdministrator;
          return (
            <li key={connector.key} className="source connector">
              <div className="source-head"><h2>{isShut ? said(connector.name) : <Link to={`/sources/new/${connector.key}`}>{said(connector.name)}</Link>}</h2><Tag>{t(`stability.${connector.stability}`, connector.stability)}</Tag></div>
              <p className="small quiet"><code>{connector.key}</code>{connector.sources.length > 0 && ` · ${t('new.used', { n: connector.sources.length })}`}</p>
              <p>{t('new.reads')}: {connector.streams.map(s => said(s.title)).join('; ') || t('new.byMapping')}</p>
              {isShut && <p className="small warn">{t('new.shut')}</p>}
            </li>
          );
        })}</ul>
      )}</Answered>
    </>
  );
}

export function NewSource() {
  const { t } = useTranslation('sources');
  const key = useParams().connector ?? '';
  const connectors = useConnectors();
  return (
    <>
      <p className="back no-print"><Link to="/sources/new"><ArrowLeftOutlined /> {t('new.title')}</Link></p>
      <Answered query={connectors}>{all => {
        const connector = all.find(c => c.key === key);
        return connector ? <><Head title={t('new.one', { connector: said(connector.name) })} about={t('new.steps')} /><Editor connector={connector} key={connector.key} /></> : <Nothing text={t('new.unknown')} action={<Link to="/sources/new">{t('new.title')}</Link>} />;
      }}</Answered>
    </>
  );
}

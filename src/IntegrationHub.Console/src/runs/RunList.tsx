import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Head } from '../parts/marks';
import { useAddress } from '../parts/scope';
import { Answered, Nothing } from '../parts/states';
import { said } from '../parts/words';
import { useSources } from '../sources/queries';
import { RunTable } from './RunTable';

/** The runs of one source; without a choice those of the source that failed, else of the first. */
export function RunList() {
  const { t } = useTranslation('runs');
  const [search, change] = useAddress();
  const sources = useSources();
  return (
    <>
      <Head title={t('title')} about={t('about')} />
      <Answered query={sources}>{all => {
        const chosen = search.get('source') ?? (all.find(s => s.state === 'failed') ?? all.find(s => s.state === 'running') ?? all[0])?.id;
        if (!chosen) return <Nothing text={t('noSources')} />;
        return (
          <>
            <div className="filters">
              <Select
                className="wide" aria-label={t('source')} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={chosen} onChange={source => change({ source, state: null })}
                options={all.map(s => ({ value: s.id, label: said(s.name) }))}
              />
            </div>
            <RunTable source={chosen} key={chosen} />
          </>
        );
      }}</Answered>
    </>
  );
}

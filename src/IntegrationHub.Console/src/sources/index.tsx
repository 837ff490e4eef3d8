import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import '../codes';
import { Loading } from '../parts/states';
import { addWords } from '../parts/words';
import en from './en.json';
import './sources.css';
import { SourceList } from './SourceList';
import vi from './vi.json';

addWords('sources', vi, en);

// The list is opened every morning; forms of connectors and their library are not.
const Gallery = lazy(async () => ({ default: (await import('./NewSource')).Gallery }));
const NewSource = lazy(async () => ({ default: (await import('./NewSource')).NewSource }));
const SourcePage = lazy(async () => ({ default: (await import('./SourcePage')).SourcePage }));

export default function Sources() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route index element={<SourceList />} />
        <Route path="new" element={<Gallery />} />
        <Route path="new/:connector" element={<NewSource />} />
        <Route path=":id" element={<SourcePage />} />
      </Routes>
    </Suspense>
  );
}

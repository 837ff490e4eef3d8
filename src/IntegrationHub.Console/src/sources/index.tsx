import { Route, Routes } from 'react-router';
import '../codes';
import { addWords } from '../parts/words';
import en from './en.json';
import './sources.css';
import { Gallery, NewSource } from './NewSource';
import { SourceList } from './SourceList';
import { SourcePage } from './SourcePage';
import vi from './vi.json';

addWords('sources', vi, en);

export default function Sources() {
  return (
    <Routes>
      <Route index element={<SourceList />} />
      <Route path="new" element={<Gallery />} />
      <Route path="new/:connector" element={<NewSource />} />
      <Route path=":id" element={<SourcePage />} />
    </Routes>
  );
}
